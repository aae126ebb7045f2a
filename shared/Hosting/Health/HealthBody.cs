using System.Text.Json;
using System.Text.Json.Serialization;

namespace ArenaLearning.Hosting.Health;

/// <summary>What a probe is answered.</summary>
/// <param name="Dependencies">Null where the answer does not depend on any.</param>
internal sealed record HealthBody(string Status, IReadOnlyList<HealthBody.Dependency>? Dependencies)
{
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    internal sealed record Dependency(string Name, string State, DateTimeOffset Since, string? Problem);
}

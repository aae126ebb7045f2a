using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Flywheel.Ledger;

/// <summary>
/// JSON of what a ledger keeps. It is read strictly: a field that is missing, unknown or null where it may not be is an error and
/// never becomes null, for a campaign that goes on with half of what it knew comes to something else.
/// </summary>
public static class LedgerJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonLines.Options)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutNullsThatAreDefaults } },
    };

    /// <returns>Null, for the column, where there is nothing.</returns>
    public static string? Write<T>(T? value) where T : class => value is null ? null : JsonSerializer.Serialize(value, Options);

    /// <inheritdoc cref="Write{T}(T)"/>
    public static string? Write<T>(IReadOnlyList<T> values) => values.Count == 0 ? null : JsonSerializer.Serialize(values, Options);

    /// <returns>Null where the column is null.</returns>
    /// <exception cref="JsonException">It has another shape.</exception>
    public static T? Read<T>(string? text) where T : class => text is null ? null : JsonSerializer.Deserialize<T>(text, Options);

    // What is left out is what reading fills in by itself; a null that a constructor asks for stands there.
    private static void LeaveOutNullsThatAreDefaults(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(property => property.Get is not null))
            if (property.AssociatedParameter is not { } parameter || parameter is { HasDefaultValue: true, DefaultValue: null })
                property.ShouldSerialize ??= (_, value) => value is not null;
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ArenaLearning.Flywheel.Files;

/// <summary>Writes what is of one of some kinds with all its keys, of which <c>kind</c> is one, and reads it back by that.</summary>
/// <typeparam name="T">The base type of all kinds.</typeparam>
internal abstract class KindJsonConverter<T> : JsonConverter<T> where T : class
{
    /// <summary>The type of a kind; null where there is no such kind.</summary>
    /// <param name="kind">Null where none is given.</param>
    protected abstract Type? TypeOf(string? kind);

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var node = JsonNode.Parse(ref reader);
        var kind = (string?)node?["kind"];
        return (T?)node.Deserialize(TypeOf(kind) ?? throw new JsonException($"there is no kind {kind}"), options);
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, value.GetType(), options);
}

using System.Globalization;
using System.Text.Json;

namespace ArenaLearning.Contracts.Formats.Records;

/// <summary>A JSON object of a file of rows. What is wrong with it is told with file, line and field.</summary>
/// <param name="Line">From 1: its first line.</param>
public sealed record JsonRecord(string Path, int Line, JsonElement Fields)
{
    public bool Has(string field) => Find(field) is not null;

    /// <returns>Null where the field is missing or null.</returns>
    public JsonElement? Find(string field) =>
        Fields.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text, or a number as it is written.</summary>
    /// <exception cref="InvalidDataException">The field is missing or is neither.</exception>
    public string Text(string field) => Find(field) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        null => throw Wrong(field, $"is missing; the row has {Names()}"),
        var other => throw Wrong(field, $"must be a text and is {Kind(other.Value)}"),
    };

    /// <summary>A text that is not empty, such as a name.</summary>
    /// <exception cref="InvalidDataException">The field is missing, empty or no text.</exception>
    public string Name(string field) => Text(field) is { } text && !string.IsNullOrWhiteSpace(text) ? text : throw Wrong(field, "must not be empty");

    /// <exception cref="InvalidDataException">The field is missing or no finite number.</exception>
    public double Number(string field) => Find(field) switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out var value) && double.IsFinite(value) => value,
        null => throw Wrong(field, $"is missing; the row has {Names()}"),
        var other => throw Wrong(field, $"must be a number and is {Kind(other.Value)}"),
    };

    /// <exception cref="InvalidDataException">The field is there and no list of objects.</exception>
    public IReadOnlyList<JsonRecord> List(string field) => Find(field) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(
            item => item.ValueKind == JsonValueKind.Object ? this with { Fields = item } : throw Wrong(field, "must be a list of objects"))],
        var other => throw Wrong(field, $"must be a list and is {Kind(other.Value)}"),
    };

    /// <summary>What is wrong with a field.</summary>
    public InvalidDataException Wrong(string field, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{Path}:{Line}: {field}: {what}"));

    /// <summary>What is wrong with the row.</summary>
    public InvalidDataException Wrong(string what) => new(string.Create(CultureInfo.InvariantCulture, $"{Path}:{Line}: {what}"));

    /// <summary>The names of its fields, for messages.</summary>
    public string Names() => Fields.EnumerateObject().Select(field => field.Name).ToList() is { Count: > 0 } names ? string.Join(", ", names) : "no fields";

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"the text '{Shortened(value.GetString()!)}'",
        _ => value.GetRawText(),
    };

    private static string Shortened(string text) => text.Length <= 40 ? text : $"{text[..40]}...";
}

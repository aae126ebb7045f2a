using System.Globalization;
using System.Text.Json;

namespace ArenaLearning.Contracts.Files;

/// <summary>A JSON object of a file of rows. What is wrong with it is told with file, line and field.</summary>
/// <param name="Line">From 1: its first line.</param>
public sealed record JsonRecord(string Path, int Line, JsonElement Fields)
{
    /// <summary>What is wrong with a text that JSON's escapes end in the middle of a character, such as an emoji.</summary>
    public const string HalfCharacter = @"ends in half a character (a lone surrogate, such as \ud83d): correct the text or leave the row out";

    /// <summary>Whether the field is there and not null.</summary>
    public bool Has(string field) => Find(field) is not null;

    /// <summary>Whether the field is there and null.</summary>
    public bool IsNull(string field) => Property(field) is { ValueKind: JsonValueKind.Null };

    /// <returns>Null where the field is missing or null.</returns>
    /// <exception cref="InvalidDataException">A name of the row holds half a character.</exception>
    public JsonElement? Find(string field) => Property(field) is { ValueKind: not JsonValueKind.Null } value ? value : null;

    /// <summary>A text, or a number as it is written.</summary>
    /// <exception cref="InvalidDataException">The field is missing or is neither.</exception>
    public string Text(string field) => Find(field) switch
    {
        { ValueKind: JsonValueKind.String } text => Text(field, text),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        null => throw Missing(field),
        var other => throw Wrong(field, $"must be a text and is {Kind(field, other.Value)}"),
    };

    /// <summary>A text of this row that was found in it.</summary>
    /// <exception cref="InvalidDataException">It holds half a character.</exception>
    public string Text(string field, JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw Wrong(field, HalfCharacter, e);
        }
    }

    /// <summary>A text that is not empty, such as a name.</summary>
    /// <exception cref="InvalidDataException">The field is missing, empty or no text.</exception>
    public string Name(string field) => Text(field) is { } text && !string.IsNullOrWhiteSpace(text) ? text : throw Wrong(field, "must not be empty");

    /// <exception cref="InvalidDataException">The field is missing or no finite number.</exception>
    public double Number(string field) => Find(field) switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out var value) && double.IsFinite(value) => value,
        null => throw Missing(field),
        var other => throw Wrong(field, $"must be a number and is {Kind(field, other.Value)}"),
    };

    /// <exception cref="InvalidDataException">The field is there and no list of objects.</exception>
    public IReadOnlyList<JsonRecord> List(string field) => Find(field) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(
            item => item.ValueKind == JsonValueKind.Object ? this with { Fields = item } : throw Wrong(field, "must be a list of objects"))],
        var other => throw Wrong(field, $"must be a list and is {Kind(field, other.Value)}"),
    };

    /// <summary>What is wrong with a field.</summary>
    public InvalidDataException Wrong(string field, string what, Exception? cause = null) => JsonText.Wrong(Path, Line, $"{field}: {what}", cause);

    /// <summary>What is wrong with the row.</summary>
    public InvalidDataException Wrong(string what) => JsonText.Wrong(Path, Line, what);

    /// <summary>The names of its fields, for messages.</summary>
    public string Names()
    {
        try
        {
            return Fields.EnumerateObject().Select(field => field.Name).ToList() is { Count: > 0 } names ? string.Join(", ", names) : "no fields";
        }
        catch (InvalidOperationException)
        {
            return "a name that ends in half a character";
        }
    }

    private JsonElement? Property(string field)
    {
        try
        {
            return Fields.TryGetProperty(field, out var value) ? value : null;
        }
        catch (InvalidOperationException e)
        {
            throw JsonText.Wrong(Path, Line, $"the name of a field {HalfCharacter}", e);
        }
    }

    private InvalidDataException Missing(string field) => Wrong(field, IsNull(field) ? "is null" : $"is missing; the row has {Names()}");

    private string Kind(string field, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => string.Create(CultureInfo.InvariantCulture, $"the text '{Shortened(Text(field, value))}'"),
        _ => value.GetRawText(),
    };

    private static string Shortened(string text) => text.Length <= 40 ? text : $"{text[..40]}...";
}

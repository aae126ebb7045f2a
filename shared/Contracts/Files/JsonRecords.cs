using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ArenaLearning.Contracts.Files;

/// <summary>Reads files of JSON objects: one a line (JSONL), or one array of them; gzipped or not.</summary>
public static class JsonRecords
{
    /// <exception cref="InvalidDataException">A row is no JSON object, or the file is no text; names file and line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async IAsyncEnumerable<JsonRecord> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var row in JsonText.ReadAsync(path, cancellationToken)) yield return new(path, row.Line, Parse(path, row));
    }

    private static JsonElement Parse(string path, JsonText row)
    {
        try
        {
            var element = JsonElement.Parse(row.Utf8.Span);
            return element.ValueKind == JsonValueKind.Object ? element : throw JsonText.Wrong(path, row.Line, "not a JSON object");
        }
        catch (JsonException e)
        {
            throw JsonText.Wrong(path, row.Line, $"not a JSON object: {JsonText.Message(e)}", e);
        }
    }
}

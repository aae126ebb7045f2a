using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace ArenaLearning.Contracts.Formats.Records;

/// <summary>Reads files of JSON objects: one a line (JSONL), or one array of them; gzipped or not.</summary>
public static class JsonRecords
{
    /// <exception cref="InvalidDataException">A row is no JSON object, or the gzip data are damaged; names file and line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async IAsyncEnumerable<JsonRecord> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var stream = DataFile.OpenRead(path);
        using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var number = 0;
        while (await LineAsync(reader, path, number, cancellationToken) is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (line.AsSpan().TrimStart()[0] == '[')
            {
                var rest = await RestAsync(reader, path, number, cancellationToken);
                foreach (var record in OfArray(path, number, $"{line}\n{rest}")) yield return record;
                yield break;
            }
            yield return new(path, number, Parse(path, number, line));
        }
    }

    private static JsonElement Parse(string path, int number, string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone() : throw Wrong(path, number, "not a JSON object");
        }
        catch (JsonException e)
        {
            throw Wrong(path, number, $"not a JSON object: {Message(e)}", e);
        }
    }

    private static IEnumerable<JsonRecord> OfArray(string path, int firstLine, string text)
    {
        using var document = ParseArray(path, firstLine, text);
        var lines = LinesOfItems(Encoding.UTF8.GetBytes(text), firstLine);
        foreach (var (i, item) in document.RootElement.EnumerateArray().Index())
            yield return item.ValueKind == JsonValueKind.Object
                ? new(path, lines[i], item.Clone()) : throw Wrong(path, lines[i], "not a JSON object");
    }

    private static JsonDocument ParseArray(string path, int firstLine, string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            throw Wrong(path, firstLine + (int)(e.LineNumber ?? 0), $"not a JSON array: {Message(e)}", e);
        }
    }

    private static List<int> LinesOfItems(ReadOnlySpan<byte> text, int firstLine)
    {
        var (lines, line, seen) = (new List<int>(), firstLine, 0);
        var reader = new Utf8JsonReader(text);
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray) continue;
            var start = (int)reader.TokenStartIndex;
            line += text[seen..start].Count((byte)'\n');
            seen = start;
            lines.Add(line);
        }
        return lines;
    }

    private static async Task<string?> LineAsync(StreamReader reader, string path, int number, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or DecoderFallbackException)
        {
            throw Wrong(path, number + 1, e is DecoderFallbackException ? "not UTF-8" : $"the gzip data are damaged: {e.Message}", e);
        }
    }

    private static async Task<string> RestAsync(StreamReader reader, string path, int number, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadToEndAsync(cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or DecoderFallbackException)
        {
            throw Wrong(path, number + 1, e is DecoderFallbackException ? "not UTF-8" : $"the gzip data are damaged: {e.Message}", e);
        }
    }

    // The parser's own line is of the text that it was given, which is not the file.
    private static string Message(JsonException e) => e.Message.Split(" LineNumber:", 2)[0];

    private static InvalidDataException Wrong(string path, int line, string what, Exception? cause = null) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{path}:{line}: {what}"), cause);
}

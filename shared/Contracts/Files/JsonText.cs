using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ArenaLearning.Contracts.Files;

/// <summary>The text of one row of a file of JSON rows.</summary>
/// <param name="Line">From 1: the row's first line; blank lines are counted.</param>
/// <param name="Utf8">Valid until the next row is read; of a JSON array known to be JSON.</param>
public readonly record struct JsonText(int Line, ReadOnlyMemory<byte> Utf8)
{
    /// <summary>The rows of a file: one a line (JSONL), or the items of one JSON array; gzipped or not. Blank lines are skipped.</summary>
    /// <exception cref="InvalidDataException">What <see cref="DataFile.OpenText"/> says, or a JSON array that is none; names file and line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async IAsyncEnumerable<JsonText> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var stream = DataFile.OpenText(path);
        var lines = new LineReader(stream);
        for (var isFirst = true; await lines.NextAsync(cancellationToken);)
        {
            var start = lines.Line.Span.IndexOfAnyExcept(" \t\r\n"u8);
            if (start < 0) continue;
            if (isFirst && lines.Line.Span[start] == '[')
            {
                foreach (var item in Items(path, lines.Number, await lines.RestAsync(cancellationToken))) yield return item;
                yield break;
            }
            isFirst = false;
            yield return new(lines.Number, lines.Line);
        }
    }

    /// <summary>What is wrong with a row.</summary>
    internal static InvalidDataException Wrong(string path, int line, string what, Exception? cause = null) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{path}:{line}: {what}"), cause);

    /// <summary>What a parser says is wrong, without its own place: that is of the text that it was given, which is not the file.</summary>
    internal static string Message(JsonException e) => e.Message.Split([" LineNumber:", " Path:"], 2, StringSplitOptions.None)[0];

    private static List<JsonText> Items(string path, int firstLine, ReadOnlyMemory<byte> text)
    {
        var (items, line, seen) = (new List<JsonText>(), firstLine, 0);
        var reader = new Utf8JsonReader(text.Span);
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                line += LineEnds.Count(text.Span[seen..start]);
                seen = start;
                reader.Skip();
                items.Add(new(line, text[start..(int)reader.BytesConsumed]));
            }
            reader.Read(); // refuses what is behind the array
            return items;
        }
        catch (JsonException e)
        {
            throw Wrong(path, firstLine + (int)(e.LineNumber ?? 0), $"not a JSON array of rows, nor one row a line: {Message(e)}", e);
        }
    }
}

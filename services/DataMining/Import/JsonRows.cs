using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ArenaLearning.DataMining.Import;

/// <summary>Rows of JSONL files and of JSON arrays.</summary>
internal static class JsonRows
{
    /// <summary>Blank lines are counted and skipped.</summary>
    public static async IAsyncEnumerable<TableRow> ReadLinesAsync(
        string path, Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, TableFile.StrictUtf8);
        for (var number = 1; await reader.ReadLineAsync(cancellationToken) is { } line; number++)
            if (!string.IsNullOrWhiteSpace(line))
                yield return Parse(new(path, number, IsLine: true), line);
    }

    /// <exception cref="ImportRefusedException">The file is not one JSON array.</exception>
    public static async IAsyncEnumerable<TableRow> ReadArrayAsync(
        string path, Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (stream)
        {
            var number = 0;
            var items = JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(stream, cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (items)
                while (await MoveNextAsync(items, path))
                    yield return new(new(path, ++number, IsLine: false), items.Current);
        }
    }

    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<JsonElement> items, string path)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (JsonException e)
        {
            throw new ImportRefusedException(
                $"{path}: must be one JSON array of objects (name a file of one object a line .jsonl): {e.Message}");
        }
    }

    private static TableRow Parse(RowOrigin origin, string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return new(origin, document.RootElement.Clone());
        }
        catch (JsonException e)
        {
            return new(origin, default, $"is not JSON: {e.Message}");
        }
    }
}

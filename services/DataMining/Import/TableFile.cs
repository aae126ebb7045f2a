using System.Runtime.CompilerServices;
using System.Text.Json;
using ArenaLearning.Contracts.Files;

namespace ArenaLearning.DataMining.Import;

/// <summary>Reads the rows of a file, whatever its format and compression.</summary>
internal static class TableFile
{
    /// <summary>
    /// The format is that of the name (<c>.jsonl</c>, <c>.ndjson</c>, <c>.json</c>, <c>.csv</c>, <c>.tsv</c>,
    /// <c>.parquet</c>, each with <c>.gz</c> or without); JSON is one row a line or one array.
    /// </summary>
    /// <exception cref="ImportRefusedException">Another name, or a file that is not of its format.</exception>
    /// <exception cref="InvalidDataException">The file is no text, or its gzip data are damaged; names file and line.</exception>
    public static IAsyncEnumerable<TableRow> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var name = path.ToLowerInvariant();
        var plain = name.EndsWith(".gz", StringComparison.Ordinal) ? name[..^3] : name;
        return Path.GetExtension(plain) switch
        {
            ".jsonl" or ".ndjson" or ".json" => ReadJsonAsync(path, cancellationToken),
            ".csv" => CsvRows.ReadAsync(path, DataFile.OpenText(path), ",", cancellationToken),
            ".tsv" => CsvRows.ReadAsync(path, DataFile.OpenText(path), "\t", cancellationToken),
            ".parquet" => ParquetRows.ReadAsync(path, DataFile.OpenRead(path), cancellationToken),
            _ => throw new ImportRefusedException(
                $"{path}: unknown kind of file; name it .jsonl, .json, .csv, .tsv or .parquet (.gz may follow) after what it holds"),
        };
    }

    private static async IAsyncEnumerable<TableRow> ReadJsonAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in JsonText.ReadAsync(path, cancellationToken)) yield return Parse(new(path, row.Line, IsLine: true), row.Utf8.Span);
    }

    private static TableRow Parse(RowOrigin origin, ReadOnlySpan<byte> row)
    {
        try
        {
            return new(origin, JsonElement.Parse(row));
        }
        catch (JsonException e)
        {
            return new(origin, default, $"is not JSON: {e.Message}");
        }
    }
}

using System.IO.Compression;
using System.Text;

namespace ArenaLearning.DataMining.Import;

/// <summary>Opens a file of rows, whatever its format and compression.</summary>
internal static class TableFile
{
    /// <summary>Refuses what is not UTF-8 instead of putting question marks into prompts.</summary>
    public static readonly Encoding StrictUtf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private const int BufferSize = 1 << 16;

    /// <summary>
    /// The format is that of the name (<c>.jsonl</c>, <c>.ndjson</c>, <c>.json</c>, <c>.csv</c>, <c>.tsv</c>,
    /// <c>.parquet</c>, each with <c>.gz</c> or without).
    /// </summary>
    /// <exception cref="ImportRefusedException">Another name, or a file that is not of its format.</exception>
    public static IAsyncEnumerable<TableRow> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var name = path.ToLowerInvariant();
        var plain = name.EndsWith(".gz", StringComparison.Ordinal) ? name[..^3] : name;
        return Path.GetExtension(plain) switch
        {
            ".jsonl" or ".ndjson" => JsonRows.ReadLinesAsync(path, Open(path), cancellationToken),
            ".json" => JsonRows.ReadArrayAsync(path, Open(path), cancellationToken),
            ".csv" => CsvRows.ReadAsync(path, Open(path), ",", cancellationToken),
            ".tsv" => CsvRows.ReadAsync(path, Open(path), "\t", cancellationToken),
            ".parquet" => ParquetRows.ReadAsync(path, Open(path), cancellationToken),
            _ => throw new ImportRefusedException(
                $"{path}: unknown kind of file; name it .jsonl, .json, .csv, .tsv or .parquet (.gz may follow) after what it holds"),
        };
    }

    private static Stream Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.SequentialScan);
        // By content: a browser may have unpacked the file and left its name.
        var compressed = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        return compressed ? new GZipStream(file, CompressionMode.Decompress) : file;
    }
}

using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ArenaLearning.Arena.Validation;
using nietras.SeparatedValues;
using Parquet;
using Parquet.Serialization;

namespace ArenaLearning.Arena.BattleFiles;

/// <summary>Reads battles from <c>.csv</c>, <c>.jsonl</c> (both also as <c>.gz</c>) and <c>.parquet</c> files.</summary>
internal static class BattleFile
{
    private static readonly string[] Needed = ["model_a", "model_b"];

    /// <summary>The rows in the order of the file.</summary>
    /// <exception cref="CommandRefusedException">The file cannot be read, or a row is wrong; names the file and the line.</exception>
    public static IAsyncEnumerable<BattleRecord> ReadAsync(string path, CancellationToken cancellationToken) => Refusing(path, Plain(path) switch
    {
        ".csv" => ReadCsvAsync(path, cancellationToken),
        ".jsonl" or ".ndjson" => ReadJsonAsync(path, cancellationToken),
        ".parquet" => ReadParquetAsync(path, cancellationToken),
        _ => throw new CommandRefusedException($"{path}: battles are read from .csv, .jsonl and .parquet files, the first two also as .gz."),
    }, cancellationToken);

    /// <summary>Whether the file is CSV that is not compressed.</summary>
    public static bool IsPlainCsv(string path) => Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);

    private static string Plain(string path) =>
        Path.GetExtension(IsCompressed(path) ? Path.GetFileNameWithoutExtension(path) : path).ToLowerInvariant();

    private static bool IsCompressed(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    private static Stream Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        return IsCompressed(path) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static async IAsyncEnumerable<BattleRecord> ReadCsvAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = Open(path);
        using var reader = Sep.New(',').Reader(options => options with { Unescape = true, CreateToString = SepToString.PoolPerCol() }).From(stream);
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in reader.Header.ColNames) columns.TryAdd(name.TrimStart('\uFEFF'), columns.Count);
        if (columns.Count != reader.Header.ColNames.Count)
            throw new CommandRefusedException($"{path}:1: a column stands twice: {string.Join(", ", reader.Header.ColNames)}.");
        foreach (var name in Needed)
        {
            if (!columns.ContainsKey(name))
                throw new CommandRefusedException($"{path}:1: there is no column {name}; the columns are {string.Join(", ", columns.Keys)}.");
        }
        var fields = new CsvFields(columns);
        while (Next(reader, fields) is { } line)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (line > 0) yield return BattleRecordReader.Read(fields, path, line);
        }
    }

    /// <returns>The line of the row; 0 for an empty line; null at the end.</returns>
    private static int? Next(SepReader reader, CsvFields fields)
    {
        if (!reader.MoveNext()) return null;
        var row = reader.Current;
        if (row.ColCount == 1 && row.Span.IsEmpty) return 0;
        for (var column = 0; column < fields.Values.Length; column++) fields.Values[column] = row[column].ToString();
        return row.LineNumberFrom;
    }

    private static async IAsyncEnumerable<BattleRecord> ReadJsonAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = Open(path);
        using var reader = new StreamReader(stream);
        for (var line = 1; await reader.ReadLineAsync(cancellationToken) is { } text; line++)
        {
            if (string.IsNullOrWhiteSpace(text)) continue;
            using var document = Parse(path, line, text);
            yield return BattleRecordReader.Read(new JsonFields(document.RootElement), path, line);
        }
    }

    private static JsonDocument Parse(string path, int line, string text)
    {
        try
        {
            var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document : throw new JsonException("it is no object");
        }
        catch (JsonException e)
        {
            throw new CommandRefusedException($"{path}:{line}: not a row in JSON: {e.Message}");
        }
    }

    /// <summary>One row group is in memory at a time.</summary>
    private static async IAsyncEnumerable<BattleRecord> ReadParquetAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = Open(path);
        int groups;
        await using (var reader = await ParquetReader.CreateAsync(stream, leaveStreamOpen: true, cancellationToken: cancellationToken))
            groups = reader.RowGroupCount;
        var line = 0;
        for (var group = 0; group < groups; group++)
        {
            stream.Position = 0;
            var rows = await ParquetSerializer.DeserializeUntypedAsync(stream, rowGroupIndex: group, cancellationToken: cancellationToken);
            foreach (var row in rows.Data) yield return BattleRecordReader.Read(new ParquetFields(row), path, ++line);
        }
    }

    /// <summary>Turns what readers throw over broken files into a refusal that names the file.</summary>
    private static async IAsyncEnumerable<BattleRecord> Refusing(
        string path, IAsyncEnumerable<BattleRecord> records, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var enumerator = records.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await enumerator.MoveNextAsync()) yield break;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException
                or ParquetException or NotSupportedException)
            {
                throw new CommandRefusedException($"{path}: cannot be read: {e.Message}");
            }
            yield return enumerator.Current;
        }
    }
}

using System.Runtime.CompilerServices;
using System.Text.Json;
using ArenaLearning.Arena.Tables;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Contracts.Files;
using Parquet;
using Parquet.Serialization;

namespace ArenaLearning.Arena.BattleFiles;

/// <summary>Reads battles from <c>.csv</c>, <c>.jsonl</c>, <c>.json</c> and <c>.parquet</c> files, gzipped or not.</summary>
internal static class BattleFile
{
    private static readonly string[] Needed = ["model_a", "model_b"];

    /// <summary>The rows in the order of the file.</summary>
    /// <exception cref="CommandRefusedException">The file cannot be read, or a row is wrong; names the file and the line.</exception>
    public static IAsyncEnumerable<BattleRecord> ReadAsync(string path, CancellationToken cancellationToken) => Refusing(path, Plain(path) switch
    {
        ".csv" => ReadCsvAsync(path, cancellationToken),
        ".jsonl" or ".ndjson" or ".json" => ReadJsonAsync(path, cancellationToken),
        ".parquet" => ReadParquetAsync(path, cancellationToken),
        _ => throw new CommandRefusedException($"{path}: battles are read from .csv, .jsonl, .json and .parquet files, each also as .gz."),
    }, cancellationToken);

    /// <summary>Whether the file is CSV that is not compressed.</summary>
    public static bool IsPlainCsv(string path) => Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);

    private static string Plain(string path) => Path.GetExtension(
        path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? Path.GetFileNameWithoutExtension(path) : path).ToLowerInvariant();

    private static async IAsyncEnumerable<BattleRecord> ReadCsvAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var table = CsvTable.Open(path);
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in table.Columns) columns.TryAdd(name, columns.Count);
        if (columns.Count != table.Columns.Count)
            throw new CommandRefusedException($"{path}:{table.Line}: a column stands twice: {string.Join(", ", table.Columns)}.");
        foreach (var name in Needed)
        {
            if (!columns.ContainsKey(name))
                throw new CommandRefusedException($"{path}:{table.Line}: there is no column {name}; the columns are {string.Join(", ", columns.Keys)}.");
        }
        var fields = new CsvBattleFields(columns, table);
        while (table.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return BattleRecordReader.Read(fields, path, table.Line);
        }
    }

    private static async IAsyncEnumerable<BattleRecord> ReadJsonAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in JsonText.ReadAsync(path, cancellationToken))
        {
            using var document = Parse(path, row);
            yield return BattleRecordReader.Read(new JsonBattleFields(document.RootElement), path, row.Line);
        }
    }

    private static JsonDocument Parse(string path, JsonText row)
    {
        try
        {
            var document = JsonDocument.Parse(row.Utf8);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document : throw new JsonException("it is no object");
        }
        catch (JsonException e)
        {
            throw new CommandRefusedException($"{path}:{row.Line}: not a row in JSON: {e.Message}");
        }
    }

    /// <summary>One row group is in memory at a time.</summary>
    private static async IAsyncEnumerable<BattleRecord> ReadParquetAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await SeekableAsync(path, cancellationToken);
        int groups;
        await using (var reader = await ParquetReader.CreateAsync(stream, leaveStreamOpen: true, cancellationToken: cancellationToken))
            groups = reader.RowGroupCount;
        var line = 0;
        for (var group = 0; group < groups; group++)
        {
            stream.Position = 0;
            var rows = await ParquetSerializer.DeserializeUntypedAsync(stream, rowGroupIndex: group, cancellationToken: cancellationToken);
            foreach (var row in rows.Data) yield return BattleRecordReader.Read(new ParquetBattleFields(row), path, ++line);
        }
    }

    private static async Task<Stream> SeekableAsync(string path, CancellationToken cancellationToken)
    {
        var stream = DataFile.OpenRead(path);
        if (stream.CanSeek) return stream;
        await using (stream)
        {
            var copy = new MemoryStream();
            await stream.CopyToAsync(copy, cancellationToken);
            return copy;
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
                throw Refused(path, e);
            }
            yield return enumerator.Current;
        }
    }

    /// <summary>What is wrong with a file as the person is told; what names the file already is told as it is.</summary>
    internal static CommandRefusedException Refused(string path, Exception cause) =>
        new(cause.Message.StartsWith($"{path}:", StringComparison.Ordinal) ? cause.Message : $"{path}: cannot be read: {cause.Message}");
}

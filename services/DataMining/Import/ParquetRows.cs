using System.Runtime.CompilerServices;
using System.Text.Json;
using Parquet;
using Parquet.Serialization;

namespace ArenaLearning.DataMining.Import;

/// <summary>Rows of Parquet files, nested lists and structures included.</summary>
internal static class ParquetRows
{
    /// <exception cref="ImportRefusedException">The file is not Parquet, or damaged.</exception>
    public static async IAsyncEnumerable<TableRow> ReadAsync(
        string path, Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var seekable = await SeekableAsync(stream, cancellationToken);
        var number = 0;
        for (var group = 0; group < await RowGroupsAsync(path, seekable, cancellationToken); group++)
            foreach (var row in await RowsAsync(path, seekable, group, cancellationToken))
                yield return new(new(path, ++number, IsLine: false), JsonSerializer.SerializeToElement(row));
    }

    private static Task<int> RowGroupsAsync(string path, Stream stream, CancellationToken cancellationToken) => ReadingAsync(path, async () =>
    {
        stream.Position = 0;
        await using var reader = await ParquetReader.CreateAsync(stream, leaveStreamOpen: true, cancellationToken: cancellationToken);
        return reader.RowGroupCount;
    });

    private static Task<IReadOnlyCollection<IDictionary<string, object?>>> RowsAsync(
        string path, Stream stream, int group, CancellationToken cancellationToken) => ReadingAsync(path, async () =>
    {
        stream.Position = 0;
        var rows = await ParquetSerializer.DeserializeUntypedAsync(stream, rowGroupIndex: group, cancellationToken: cancellationToken);
        return (IReadOnlyCollection<IDictionary<string, object?>>)rows.Data;
    });

    private static async Task<T> ReadingAsync<T>(string path, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever a damaged file makes the reader throw.
            throw new ImportRefusedException($"{path}: cannot be read as Parquet: {e.Message}");
        }
    }

    private static async Task<Stream> SeekableAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (stream.CanSeek) return stream;
        var copy = new MemoryStream();
        await using (stream) await stream.CopyToAsync(copy, cancellationToken);
        return copy;
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Files;

namespace ArenaLearning.Contracts.Artifacts;

/// <summary>UTF-8 JSONL files with snake_case names, as Hugging Face's tools read and write them.</summary>
public static class JsonLines
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>
    /// Writes the rows beside the path and renames the finished file into place, so that a reader, or a
    /// process killed half-way, never sees half of it.
    /// </summary>
    public static Task<ArtifactReference> WriteAsync<T>(
        string path, IEnumerable<T> rows, CancellationToken cancellationToken = default) =>
        WriteAsync(path, rows.ToAsyncEnumerable(), cancellationToken);

    /// <inheritdoc cref="WriteAsync{T}(string, IEnumerable{T}, CancellationToken)"/>
    public static async Task<ArtifactReference> WriteAsync<T>(
        string path, IAsyncEnumerable<T> rows, CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        await using (var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            await WriteAsync(stream, rows, cancellationToken);
        File.Move(partial, path, overwrite: true);
        return new(new Uri(Path.GetFullPath(path)).AbsoluteUri, await ContentHash.OfFileAsync(path, cancellationToken));
    }

    /// <summary>Writes the rows to a stream.</summary>
    public static async Task WriteAsync<T>(Stream stream, IAsyncEnumerable<T> rows, CancellationToken cancellationToken = default)
    {
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            JsonSerializer.Serialize(stream, row, Options);
            stream.WriteByte((byte)'\n');
        }
    }

    /// <summary>Rows of JSONL or of one JSON array, gzipped or not: people's files are read as our own.</summary>
    /// <exception cref="InvalidDataException">A row is no JSON object of this shape, or the file is no text; names file and line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var (_, row) in ReadNumberedAsync<T>(path, cancellationToken)) yield return row;
    }

    /// <summary>Rows with their lines, for readers whose own complaints about a row should name its line.</summary>
    /// <inheritdoc cref="ReadAsync{T}(string, CancellationToken)"/>
    public static async IAsyncEnumerable<NumberedRow<T>> ReadNumberedAsync<T>(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var row in JsonText.ReadAsync(path, cancellationToken)) yield return new(row.Line, Parse<T>(path, row));
    }

    private static T Parse<T>(string path, JsonText row)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(row.Utf8.Span, Options) ?? throw new JsonException("the row is null");
        }
        catch (JsonException e)
        {
            var what = e.InnerException is InvalidOperationException ? $"a text {JsonRecord.HalfCharacter}" : e.Message;
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{path}:{row.Line}: not a {typeof(T).Name} row: {what}"), e);
        }
    }
}

/// <param name="Line">From 1, blank lines counted.</param>
public readonly record struct NumberedRow<T>(int Line, T Row);

using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

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
        {
            await foreach (var row in rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                JsonSerializer.Serialize(stream, row, Options);
                stream.WriteByte((byte)'\n');
            }
        }
        File.Move(partial, path, overwrite: true);
        return new(new Uri(Path.GetFullPath(path)).AbsoluteUri, await ContentHash.OfFileAsync(path, cancellationToken));
    }

    /// <exception cref="InvalidDataException">A line is no JSON object of this shape; names file and line.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var (_, row) in ReadNumberedAsync<T>(path, cancellationToken)) yield return row;
    }

    /// <summary>Rows with their lines, for readers whose own complaints about a row should name its line.</summary>
    /// <exception cref="InvalidDataException">A line is no JSON object of this shape; names file and line.</exception>
    public static async IAsyncEnumerable<NumberedRow<T>> ReadNumberedAsync<T>(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            yield return new(number, Parse<T>(path, number, line));
        }
    }

    private static T Parse<T>(string path, int number, string line)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Options) ?? throw new JsonException("the line is null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}:{number}: not a {typeof(T).Name} row: {e.Message}", e);
        }
    }
}

/// <param name="Line">From 1, blank lines counted.</param>
public readonly record struct NumberedRow<T>(int Line, T Row);

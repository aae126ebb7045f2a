using System.IO.Compression;
using System.Text;

namespace ArenaLearning.Contracts.Files;

/// <summary>
/// Opens the files that people name, gzipped or not: the one way into all of them. What a file is follows from its first bytes, not from
/// its name. Gzip data are read to their end, and data that are cut off are refused, as <c>gzip -t</c> refuses them.
/// </summary>
public static class DataFile
{
    private const int BufferLength = 1 << 16;
    private const int GzipMagic = 0x8b1f;

    /// <summary>The file's bytes, unpacked.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">From reading: the gzip data are damaged or cut off; names the file.</exception>
    public static Stream OpenRead(string path)
    {
        Stream stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferLength, FileOptions.Asynchronous | FileOptions.SequentialScan);
        // A pipe cannot be looked at and then read from its beginning.
        if (!stream.CanSeek) stream = Held(stream);
        Span<byte> start = stackalloc byte[2];
        var isGzip = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && (start[0] | start[1] << 8) == GzipMagic;
        stream.Position = 0;
        // Whether an end is a cut decides System.IO.Compression.UseStrictValidation, in Directory.Build.props.
        return isGzip ? new UnpackedStream(new GZipStream(stream, CompressionMode.Decompress), path) : stream;
    }

    private static MemoryStream Held(Stream pipe)
    {
        using (pipe)
        {
            var held = new MemoryStream();
            pipe.CopyTo(held);
            held.Position = 0;
            return held;
        }
    }

    /// <summary>
    /// The file's text, unpacked, as UTF-8 without a byte order mark. Text in UTF-16 or UTF-32 is read where a byte order mark says so.
    /// </summary>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">From reading: it is no such text, or the gzip data are damaged or cut off; names file and line.</exception>
    public static Stream OpenText(string path) => new TextStream(OpenRead(path), path);

    /// <summary>All of the file's text.</summary>
    /// <inheritdoc cref="OpenText"/>
    public static async Task<string> ReadTextAsync(string path, CancellationToken cancellationToken = default)
    {
        using var reader = new StreamReader(OpenText(path), Encoding.UTF8, detectEncodingFromByteOrderMarks: false, BufferLength);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    /// <inheritdoc cref="ReadTextAsync"/>
    public static string ReadText(string path)
    {
        using var reader = new StreamReader(OpenText(path), Encoding.UTF8, detectEncodingFromByteOrderMarks: false, BufferLength);
        return reader.ReadToEnd();
    }
}

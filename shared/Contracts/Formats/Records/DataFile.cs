using System.IO.Compression;

namespace ArenaLearning.Contracts.Formats.Records;

/// <summary>Files of rows as people keep them, gzipped or not. What a file is follows from its first bytes, not from its name.</summary>
public static class DataFile
{
    private const int GzipMagic = 0x8b1f;

    /// <summary>The file's content, unpacked.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static Stream OpenRead(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: true);
        Span<byte> start = stackalloc byte[2];
        var isGzip = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && (start[0] | start[1] << 8) == GzipMagic;
        stream.Position = 0;
        return isGzip ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }
}

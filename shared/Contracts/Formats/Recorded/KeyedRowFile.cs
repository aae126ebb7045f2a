using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Contracts.Formats.Recorded;

/// <summary>
/// Rows that are looked up by key and kept in a temporary file, which goes with the process: memory holds some 50 bytes a key, whatever a
/// row's length, so that a file of a million answers is looked up in as a file of a thousand. Add first, then look up from any thread.
/// </summary>
/// <param name="keysOf">All keys of a row; rows may share one.</param>
public sealed class KeyedRowFile<TRow>(Func<TRow, IEnumerable<string>> keysOf) where TRow : class
{
    private const int LengthBytes = sizeof(int);

    private readonly FileStream file = Open();
    private readonly List<Link> links = [];

    /// <summary>Place in <see cref="links"/> of the newest row with a key of this hash.</summary>
    private readonly Dictionary<ulong, int> newest = [];

    private long length;
    private long flushed;

    /// <exception cref="IOException">The temporary folder is full, or cannot be written to.</exception>
    public void Add(TRow row)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(row, JsonLines.Options);
        Span<byte> prefix = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt32LittleEndian(prefix, bytes.Length);
        file.Write(prefix);
        file.Write(bytes);
        foreach (var key in keysOf(row))
        {
            var hash = Hash(key);
            links.Add(new(length, newest.GetValueOrDefault(hash, -1)));
            newest[hash] = links.Count - 1;
        }
        length += LengthBytes + bytes.Length;
    }

    /// <returns>The rows with this key, in the order in which they were added.</returns>
    public IReadOnlyList<TRow> Of(string key)
    {
        if (!newest.TryGetValue(Hash(key), out var place)) return [];
        List<TRow> rows = [];
        for (; place >= 0; place = links[place].Earlier)
            // Two keys may have one hash.
            if (Read(links[place].Offset) is var row && keysOf(row).Contains(key)) rows.Add(row);
        rows.Reverse();
        return rows;
    }

    private TRow Read(long offset)
    {
        lock (file)
            if (flushed < length)
            {
                file.Flush();
                flushed = length;
            }
        Span<byte> prefix = stackalloc byte[LengthBytes];
        Fill(prefix, offset);
        var bytes = new byte[BinaryPrimitives.ReadInt32LittleEndian(prefix)];
        Fill(bytes, offset + LengthBytes);
        return JsonSerializer.Deserialize<TRow>(bytes, JsonLines.Options)!;
    }

    private void Fill(Span<byte> buffer, long offset)
    {
        while (buffer.Length > 0)
        {
            var read = RandomAccess.Read(file.SafeFileHandle, buffer, offset);
            if (read == 0) throw new IOException("A temporary file has lost its end: was it changed?");
            buffer = buffer[read..];
            offset += read;
        }
    }

    private static ulong Hash(string key) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static FileStream Open()
    {
        var path = Path.Combine(Path.GetTempPath(), $"arena-rows-{Guid.NewGuid():N}");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, 1 << 16, FileOptions.DeleteOnClose);
        // Where a name can go before its file does, a kill leaves nothing behind.
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        return file;
    }

    private readonly record struct Link(long Offset, int Earlier);
}

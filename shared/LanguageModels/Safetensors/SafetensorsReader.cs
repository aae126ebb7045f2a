using System.Buffers.Binary;

namespace ArenaLearning.LanguageModels.Safetensors;

/// <summary>
/// Reads safetensors files (https://github.com/huggingface/safetensors, README, "Format"): 8 bytes with the header's length, the JSON
/// header, the tensors' bytes. Trusts nothing: everything that the header says is checked against the file's length before memory is
/// taken or data read.
/// </summary>
public static class SafetensorsReader
{
    private const int PrefixLength = 8;

    /// <summary>Reads a file.</summary>
    /// <exception cref="SafetensorsException">The file is damaged or contradicts itself.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static async Task<SafetensorsFile> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        await using var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return await ReadAsync(stream, path, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a file from the start of a stream that knows its length.</summary>
    /// <param name="file">The name for messages.</param>
    /// <exception cref="SafetensorsException">The file is damaged or contradicts itself.</exception>
    public static async Task<SafetensorsFile> ReadAsync(Stream stream, string file, CancellationToken cancellationToken = default)
    {
        var length = stream.Length;
        if (length < PrefixLength)
            throw new SafetensorsException(file, null, $"the file has {length} bytes, fewer than the {PrefixLength} of the header's length. Is it truncated?");
        try
        {
            var prefix = new byte[PrefixLength];
            await stream.ReadExactlyAsync(prefix, cancellationToken).ConfigureAwait(false);
            var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
            if (headerLength > SafetensorsHeader.MaxLength)
                throw new SafetensorsException(
                    file, null, $"it claims a header of {headerLength} bytes; at most {SafetensorsHeader.MaxLength} are allowed. Is this a safetensors file?");
            if ((long)headerLength > length - PrefixLength)
                throw new SafetensorsException(
                    file, null, $"it claims a header of {headerLength} bytes, but holds {length - PrefixLength} after its length. Is it truncated?");

            var json = new byte[headerLength];
            await stream.ReadExactlyAsync(json, cancellationToken).ConfigureAwait(false);
            var header = SafetensorsHeader.Parse(json, length - PrefixLength - json.Length, file);
            var tensors = new List<SafetensorsTensor>(header.Entries.Count);
            foreach (var entry in header.Entries)
            {
                if (entry.Length > Array.MaxLength)
                    throw new SafetensorsException(file, entry.Name, $"it has {entry.Length} bytes; tensors of up to {Array.MaxLength} bytes are supported.");
                var bytes = new byte[entry.Length];
                await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
                tensors.Add(new SafetensorsTensor(entry.Name, entry.Type, entry.Shape, bytes));
            }
            return new SafetensorsFile(tensors, header.Metadata);
        }
        catch (EndOfStreamException exception)
        {
            throw new SafetensorsException(file, null, "it became shorter while it was read.", exception);
        }
    }
}

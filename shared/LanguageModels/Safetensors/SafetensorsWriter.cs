using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ArenaLearning.LanguageModels.Safetensors;

/// <summary>
/// Writes safetensors files (https://github.com/huggingface/safetensors, README, "Format"). The same tensors give the same bytes in
/// whatever order they come: larger element types first, so that each tensor is aligned, then by name. The header is padded with
/// spaces to a multiple of 8 bytes.
/// </summary>
public static class SafetensorsWriter
{
    private const int Alignment = 8;
    private static readonly JsonWriterOptions HeaderOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a file under a temporary name beside <paramref name="path"/>, flushes it to disk and renames it, replacing a former one.</summary>
    /// <exception cref="ArgumentException">Two tensors share a name, or a tensor's bytes are not those of its shape.</exception>
    /// <exception cref="IOException">The file cannot be written, for example because the disk is full; a former one is then as before.</exception>
    public static async Task WriteAsync(
        string path, IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default)
    {
        var temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            await using (var stream = new FileStream(
                temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16, FileOptions.Asynchronous))
            {
                await WriteAsync(stream, tensors, metadata, cancellationToken).ConfigureAwait(false);
                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes a file to a stream.</summary>
    /// <exception cref="ArgumentException">Two tensors share a name, or a tensor's bytes are not those of its shape.</exception>
    public static async Task WriteAsync(
        Stream stream, IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null,
        CancellationToken cancellationToken = default)
    {
        var ordered = tensors.OrderByDescending(tensor => tensor.Type.Bytes()).ThenBy(tensor => tensor.Name, StringComparer.Ordinal).ToList();
        RequireConsistent(ordered);
        await stream.WriteAsync(Header(ordered, metadata), cancellationToken).ConfigureAwait(false);
        foreach (var tensor in ordered)
            await stream.WriteAsync(tensor.Bytes, cancellationToken).ConfigureAwait(false);
    }

    private static void RequireConsistent(List<SafetensorsTensor> tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
        foreach (var tensor in tensors)
        {
            if (!names.Add(tensor.Name))
                throw new ArgumentException($"The name '{tensor.Name}' is reserved or given twice.", nameof(tensors));
            var length = tensor.Shape.Aggregate((long)tensor.Type.Bytes(), (product, size) => checked(product * size));
            if (length != tensor.Bytes.Length)
                throw new ArgumentException($"Tensor '{tensor.Name}' has {tensor.Bytes.Length} bytes, but its shape takes {length}.", nameof(tensors));
        }
    }

    // The header's length in 8 bytes, then the header.
    private static byte[] Header(List<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, HeaderOptions))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
                WriteMetadata(json, metadata);
            var offset = 0L;
            foreach (var tensor in tensors)
            {
                WriteEntry(json, tensor, offset);
                offset += tensor.Bytes.Length;
            }
            json.WriteEndObject();
        }
        var length = (buffer.WrittenCount + Alignment - 1) / Alignment * Alignment;
        var header = new byte[sizeof(ulong) + length];
        header.AsSpan().Fill((byte)' ');
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)length);
        buffer.WrittenSpan.CopyTo(header.AsSpan(sizeof(ulong)));
        return header;
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject("__metadata__");
        foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, SafetensorsTensor tensor, long offset)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Type.ToString());
        json.WriteStartArray("shape");
        foreach (var size in tensor.Shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset + tensor.Bytes.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

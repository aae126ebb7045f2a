using System.Text.Json;
using System.Text.Unicode;

namespace ArenaLearning.LanguageModels.Safetensors;

/// <summary>One tensor as the header describes it.</summary>
/// <param name="Begin">Offset of its first byte, from the end of the header.</param>
/// <param name="Length">In bytes.</param>
internal sealed record SafetensorsEntry(string Name, ElementType Type, long[] Shape, long Begin, long Length);

/// <summary>
/// The JSON header of a safetensors file, as https://github.com/huggingface/safetensors (README, "Format") has it: a map of tensor
/// names to <c>dtype</c>, <c>shape</c> and <c>data_offsets</c>, and <c>__metadata__</c> with strings. Names are unique, and the tensors
/// cover the data without a gap or an overlap.
/// </summary>
internal sealed record SafetensorsHeader(IReadOnlyList<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The longest header that the format allows, in bytes.</summary>
    public const int MaxLength = 100_000_000;

    private const string MetadataKey = "__metadata__";
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Reads and checks a header against the length of the data that follows it.</summary>
    /// <returns>Entries by offset.</returns>
    /// <exception cref="SafetensorsException">The header contradicts the format, itself or the data's length.</exception>
    public static SafetensorsHeader Parse(ReadOnlyMemory<byte> json, long dataLength, string file)
    {
        if (json.Length == 0 || json.Span[0] != '{')
            throw new SafetensorsException(file, null, "the header does not begin with '{'. Is this a safetensors file?");
        if (!Utf8.IsValid(json.Span))
            throw new SafetensorsException(file, null, "the header is not UTF-8.");
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            var metadata = new Dictionary<string, string>();
            var entries = new List<SafetensorsEntry>();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.NameEquals(MetadataKey))
                    metadata = ParseMetadata(property.Value, file);
                else
                    entries.Add(ParseEntry(property.Name, property.Value, file));
            }
            entries.Sort((one, other) => (one.Begin, one.Length).CompareTo((other.Begin, other.Length)));
            RequireCover(entries, dataLength, file);
            return new SafetensorsHeader(entries, metadata);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string with half a surrogate pair, which JSON can escape and .NET cannot decode.
            throw new SafetensorsException(file, null, $"the header is not valid: {exception.Message}", exception);
        }
    }

    private static Dictionary<string, string> ParseMetadata(JsonElement value, string file)
    {
        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Any(pair => pair.Value.ValueKind != JsonValueKind.String))
            throw new SafetensorsException(file, null, $"{MetadataKey} must be an object whose values are strings.");
        return value.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString()!);
    }

    private static SafetensorsEntry ParseEntry(string name, JsonElement value, string file)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw new SafetensorsException(file, name, "its entry is not an object.");
        var type = ParseType(name, value, file);
        var shape = Integers(name, value, "shape", file);
        if (Integers(name, value, "data_offsets", file) is not [var begin, var end] || begin > end)
            throw new SafetensorsException(file, name, "data_offsets must be two integers, the first not above the second.");
        if (ByteLength(type, shape) is not { } length)
            throw new SafetensorsException(file, name, $"shape [{string.Join(", ", shape)}] is too large to exist.");
        if (end - begin != length)
            throw new SafetensorsException(file, name, $"shape [{string.Join(", ", shape)}] of {type} takes {length} bytes, "
                + $"but data_offsets span {end - begin}.");
        return new SafetensorsEntry(name, type, shape, begin, length);
    }

    private static ElementType ParseType(string name, JsonElement value, string file)
    {
        if (!value.TryGetProperty("dtype", out var property) || property.ValueKind != JsonValueKind.String)
            throw new SafetensorsException(file, name, "dtype is missing or not a string.");
        var text = property.GetString()!;
        var index = Array.IndexOf(Enum.GetNames<ElementType>(), text);
        return index >= 0
            ? (ElementType)index
            : throw new SafetensorsException(file, name, $"dtype '{text}' is not supported; use one of {string.Join(", ", Enum.GetNames<ElementType>())}.");
    }

    private static long[] Integers(string name, JsonElement value, string key, string file)
    {
        if (value.TryGetProperty(key, out var property) && property.ValueKind == JsonValueKind.Array)
        {
            var numbers = new long[property.GetArrayLength()];
            var index = 0;
            foreach (var element in property.EnumerateArray())
            {
                if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out numbers[index]) || numbers[index] < 0)
                    break;
                index++;
            }
            if (index == numbers.Length)
                return numbers;
        }
        throw new SafetensorsException(file, name, $"{key} is missing or not an array of integers from 0 to {long.MaxValue}.");
    }

    private static long? ByteLength(ElementType type, long[] shape)
    {
        try
        {
            return shape.Aggregate((long)type.Bytes(), (product, size) => checked(product * size));
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static void RequireCover(List<SafetensorsEntry> entries, long dataLength, string file)
    {
        var covered = 0L;
        foreach (var entry in entries)
        {
            if (entry.Begin != covered)
            {
                throw new SafetensorsException(file, entry.Name, entry.Begin < covered
                    ? $"it begins at byte {entry.Begin} of the data, inside the tensor before it, which ends at {covered}."
                    : $"it begins at byte {entry.Begin} of the data, but the tensor before it ends at {covered}: no gaps are allowed.");
            }
            if (entry.Length > dataLength - covered)
                throw new SafetensorsException(
                    file, entry.Name, $"it ends at byte {entry.Begin + entry.Length} of the data, but the file holds {dataLength}. Is the file truncated?");
            covered += entry.Length;
        }
        if (covered != dataLength)
            throw new SafetensorsException(file, null, $"{dataLength - covered} bytes after the last tensor belong to none.");
    }
}

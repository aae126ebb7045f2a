using System.Runtime.InteropServices;

namespace ArenaLearning.LanguageModels.Safetensors;

/// <summary>A named tensor: row-major, little-endian.</summary>
/// <param name="Shape">Sizes, outermost first; empty for a single number.</param>
/// <param name="Bytes">As many as the shape's elements take.</param>
public sealed record SafetensorsTensor(string Name, ElementType Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Encodes floats as <paramref name="type"/>, rounding to the nearest, ties to even.</summary>
    /// <param name="type"><see cref="ElementType.F32"/>, <see cref="ElementType.F16"/> or <see cref="ElementType.BF16"/>.</param>
    /// <exception cref="ArgumentException">The type is none of these, or a finite value is too large for it.</exception>
    public static SafetensorsTensor FromSingles(string name, IReadOnlyList<long> shape, ReadOnlySpan<float> values, ElementType type)
    {
        var bytes = new byte[values.Length * type.Bytes()];
        switch (type)
        {
            case ElementType.F32:
                MemoryMarshal.AsBytes(values).CopyTo(bytes);
                break;
            case ElementType.F16:
                var halves = MemoryMarshal.Cast<byte, Half>(bytes.AsSpan());
                for (var i = 0; i < values.Length; i++)
                    halves[i] = (Half)values[i];
                RequireSameFiniteness(name, type, values, halves, Half.IsFinite);
                break;
            case ElementType.BF16:
                var brains = MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan());
                for (var i = 0; i < values.Length; i++)
                    brains[i] = ToBrainFloat(values[i]);
                RequireSameFiniteness(name, type, values, brains, bits => (bits & 0x7f80) != 0x7f80);
                break;
            default:
                throw new ArgumentException($"Floats are written as F32, F16 or BF16, not as {type}.", nameof(type));
        }
        return new SafetensorsTensor(name, type, shape, bytes);
    }

    /// <summary>The elements as floats, exactly.</summary>
    /// <exception cref="InvalidOperationException">The elements are not F32, F16 or BF16.</exception>
    public float[] ToSingles()
    {
        var values = new float[Bytes.Length / Type.Bytes()];
        switch (Type)
        {
            case ElementType.F32:
                Bytes.Span.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
                break;
            case ElementType.F16:
                var halves = MemoryMarshal.Cast<byte, Half>(Bytes.Span);
                for (var i = 0; i < values.Length; i++)
                    values[i] = (float)halves[i];
                break;
            case ElementType.BF16:
                var brains = MemoryMarshal.Cast<byte, ushort>(Bytes.Span);
                for (var i = 0; i < values.Length; i++)
                    values[i] = BitConverter.UInt32BitsToSingle((uint)brains[i] << 16);
                break;
            default:
                throw new InvalidOperationException($"Tensor '{Name}' holds {Type}, not F32, F16 or BF16.");
        }
        return values;
    }

    // bfloat16 is the upper half of a float. Adding just under half of the last kept bit, plus that bit, rounds ties to even;
    // a NaN would lose its mark to that carry, so it keeps its upper half and is made quiet.
    private static ushort ToBrainFloat(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value)
            ? (ushort)(bits >> 16 | 0x40)
            : (ushort)(bits + 0x7fff + (bits >> 16 & 1) >> 16);
    }

    private static void RequireSameFiniteness<T>(string name, ElementType type, ReadOnlySpan<float> values, ReadOnlySpan<T> encoded, Func<T, bool> isFinite)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (float.IsFinite(values[i]) && !isFinite(encoded[i]))
                throw new ArgumentException($"Element {i} of tensor '{name}', {values[i]}, is too large for {type}: write it as F32.", nameof(values));
        }
    }
}

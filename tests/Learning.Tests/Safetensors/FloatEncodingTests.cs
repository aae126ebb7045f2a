using System.Buffers.Binary;
using ArenaLearning.LanguageModels.Safetensors;
using Xunit;

namespace ArenaLearning.Learning.Tests.Safetensors;

public sealed class FloatEncodingTests
{
    [Theory]
    [InlineData(ElementType.F16, 1f, 0x3c00)]
    [InlineData(ElementType.F16, -2f, 0xc000)]
    [InlineData(ElementType.F16, 65504f, 0x7bff)]
    [InlineData(ElementType.F16, 5.9604645e-8f, 0x0001)] // the smallest subnormal
    [InlineData(ElementType.F16, 1.00048828125f, 0x3c00)] // half-way between two: to the even one
    [InlineData(ElementType.F16, 1.00146484375f, 0x3c02)]
    [InlineData(ElementType.F16, float.NegativeInfinity, 0xfc00)]
    [InlineData(ElementType.BF16, 1f, 0x3f80)]
    [InlineData(ElementType.BF16, 1.00390625f, 0x3f80)] // half-way between two: to the even one
    [InlineData(ElementType.BF16, 1.01171875f, 0x3f82)]
    [InlineData(ElementType.BF16, -0f, 0x8000)]
    [InlineData(ElementType.BF16, float.PositiveInfinity, 0x7f80)]
    public void Floats_round_to_the_nearest_ties_to_even(ElementType type, float value, int bits)
    {
        var tensor = SafetensorsTensor.FromSingles("w", [1], [value], type);
        Assert.Equal(bits, BinaryPrimitives.ReadUInt16LittleEndian(tensor.Bytes.Span));
    }

    [Theory]
    [InlineData(ElementType.F16)]
    [InlineData(ElementType.BF16)]
    public void Every_16_bit_float_survives_the_way_through_float(ElementType type)
    {
        var bytes = new byte[2 << 16];
        for (var bits = 0; bits < 1 << 16; bits++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * bits), (ushort)bits);
        var values = new SafetensorsTensor("w", type, [1 << 16], bytes).ToSingles();
        var again = SafetensorsTensor.FromSingles("w", [1 << 16], values, type);
        var valuesAgain = again.ToSingles();
        for (var bits = 0; bits < 1 << 16; bits++)
        {
            if (float.IsNaN(values[bits]))
                Assert.True(float.IsNaN(valuesAgain[bits]), $"{bits:x4}");
            else
                Assert.Equal(bits, BinaryPrimitives.ReadUInt16LittleEndian(again.Bytes.Span[(2 * bits)..]));
        }
    }

    [Fact]
    public void Single_precision_keeps_every_bit()
    {
        float[] values = [float.NaN, float.Epsilon, -0f, float.MaxValue, 0.1f];
        var again = SafetensorsTensor.FromSingles("w", [5], values, ElementType.F32).ToSingles();
        Assert.Equal(values.Select(BitConverter.SingleToUInt32Bits), again.Select(BitConverter.SingleToUInt32Bits));
    }

    [Theory]
    [InlineData(ElementType.F16, 70000f)]
    [InlineData(ElementType.BF16, float.MaxValue)]
    public void Values_too_large_for_the_type_are_refused(ElementType type, float value)
    {
        var exception = Assert.Throws<ArgumentException>(() => SafetensorsTensor.FromSingles("w", [2], [1, value], type));
        Assert.Contains("Element 1 of tensor 'w'", exception.Message);
    }
}

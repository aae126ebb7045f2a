using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ArenaLearning.Learning.Tests;

/// <summary>Short vectors, their gradients, and how they are compared.</summary>
internal static class Column
{
    public static Tensor Of(params float[] values) => tensor(values, ScalarType.Float32);

    /// <summary>A vector that a loss is differentiated by.</summary>
    public static Tensor Leaf(params float[] values) => Of(values).requires_grad_(true);

    public static float[] Numbers(this Tensor values) => values.detach().cpu().contiguous().data<float>().ToArray();

    /// <summary>Fails unless each value is within the tolerance, and finite.</summary>
    public static void Close(double[] expected, float[] actual, double tolerance = 1e-6)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"value {i}: expected {expected[i]:R}, but got {actual[i]:R}");
    }

    public static void Close(double[] expected, Tensor actual, double tolerance = 1e-6) => Close(expected, actual.Numbers(), tolerance);
}

using System.Runtime.CompilerServices;

namespace ArenaLearning.Ratings.Numerics;

/// <summary>The logistic function and its logarithm, without overflow.</summary>
internal static class Sigmoid
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Log(double x) => x >= 0 ? -Log1p(Math.Exp(-x)) : x - Log1p(Math.Exp(x));

    /// <summary>ln(1 + x) without losing small x: W. Kahan's correction, as in Goldberg (1991), theorem 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Log1p(double x)
    {
        var u = 1 + x;
        return u == 1 ? x : Math.Log(u) * x / (u - 1);
    }
}

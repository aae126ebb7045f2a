namespace ArenaLearning.Ratings.Uncertainty;

/// <summary>
/// SplitMix64 (G. L. Steele, D. Lea and C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
/// </summary>
/// <remarks>
/// <see cref="Random"/> promises no sequence from one .NET version to the next, and the digest of a campaign covers its
/// intervals: they must come out the same after an update of the platform. Each bootstrap round draws from a stream of
/// its own, so it does not matter which rounds ran before it either.
/// </remarks>
internal sealed class SplitMix64(ulong seed)
{
    private const ulong Increment = 0x9E3779B97F4A7C15;
    private ulong state = seed;

    /// <summary>The generator of one stream of a seed.</summary>
    public static SplitMix64 Stream(long seed, int stream) =>
        new(Mix(Mix(unchecked((ulong)seed) + Increment) + unchecked((ulong)stream * Increment)));

    public ulong Next() => Mix(state += Increment);

    /// <summary>A uniform integer in [0, bound): D. Lemire, "Fast random integer generation in an interval", arXiv 1805.10941.</summary>
    public ulong Below(ulong bound)
    {
        var high = Math.BigMul(Next(), bound, out var low);
        if (low >= bound) return high;
        var biased = unchecked(0 - bound) % bound;
        while (low < biased) high = Math.BigMul(Next(), bound, out low);
        return high;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

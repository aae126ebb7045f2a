using System.Runtime.InteropServices;

namespace ArenaLearning.Randomness;

/// <summary>
/// SplitMix64 (G. L. Steele, D. Lea and C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014): a
/// counter through a mixing function. The one generator of everything whose result must be the same again.
/// </summary>
/// <remarks>
/// <see cref="Random"/> promises no sequence from one version of .NET to the next, and the digest of a campaign covers what
/// is drawn. Work that is split takes a stream or a derived seed for each part, so that no part's draws depend on another's.
/// </remarks>
public sealed class SplitMix64(ulong seed)
{
    private const ulong Increment = 0x9E3779B97F4A7C15;
    private ulong state = seed;

    public SplitMix64(long seed)
        : this(unchecked((ulong)seed))
    {
    }

    /// <summary>The generator of one named stream of a seed.</summary>
    public static SplitMix64 Stream(long seed, string name)
    {
        var state = Mix(unchecked((ulong)seed) + Increment);
        foreach (var character in name) state = Mix(state + Increment + character);
        return new(state);
    }

    /// <summary>The generator of one numbered stream of a seed.</summary>
    public static SplitMix64 Stream(long seed, int number) =>
        new(Mix(Mix(unchecked((ulong)seed) + Increment) + unchecked((ulong)number * Increment)));

    /// <summary>A seed for a part of the work, from the seed of the whole and the part's number.</summary>
    public static long Derive(long seed, long part) =>
        unchecked((long)Mix(((ulong)seed ^ ((ulong)part * 0xD1342543DE82EF95)) + Increment));

    /// <summary>64 bits.</summary>
    public ulong Next() => Mix(state += Increment);

    /// <summary>A number from 0 to <paramref name="bound"/> - 1; the bias is below bound / 2^64.</summary>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)Math.BigMul(Next(), (ulong)bound, out _);
    }

    /// <summary>
    /// A number from 0 to <paramref name="bound"/> - 1, without bias: D. Lemire, "Fast random integer generation in an
    /// interval", arXiv 1805.10941.
    /// </summary>
    public ulong Below(ulong bound)
    {
        var high = Math.BigMul(Next(), bound, out var low);
        if (low >= bound) return high;
        var biased = unchecked(0 - bound) % bound;
        while (low < biased) high = Math.BigMul(Next(), bound, out low);
        return high;
    }

    /// <summary>A number from <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Standard normal, by Box and Muller.</summary>
    public double NextNormal() =>
        Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Fisher-Yates, in place.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <inheritdoc cref="Shuffle{T}(Span{T})"/>
    public void Shuffle<T>(List<T> items) => Shuffle(CollectionsMarshal.AsSpan(items));

    /// <summary>The finaliser: a bijection of 64 bits in which every bit depends on every other.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

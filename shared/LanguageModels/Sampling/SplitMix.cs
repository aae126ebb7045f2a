namespace ArenaLearning.LanguageModels.Sampling;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood 2014): a small generator whose draws are fixed by its seed on every platform and
/// every version of .NET, which System.Random does not promise.
/// </summary>
public sealed class SplitMix(long seed)
{
    private ulong _state = unchecked((ulong)seed);

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, limit).</summary>
    public int NextInt(int limit) => (int)(NextDouble() * limit);

    /// <summary>Standard normal, by Box and Muller.</summary>
    public double NextNormal() =>
        Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Fisher-Yates.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>A seed for a part of the work, from the seed of the whole and the part's number.</summary>
    public static long Derive(long seed, long part)
    {
        var mixed = new SplitMix(seed);
        mixed._state ^= unchecked((ulong)part * 0xD1342543DE82EF95);
        return unchecked((long)mixed.Next());
    }
}

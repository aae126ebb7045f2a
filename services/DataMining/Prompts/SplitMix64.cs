namespace ArenaLearning.DataMining.Prompts;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014): a counter
/// through a mixing function. Unlike <see cref="Random"/>, its numbers never depend on the .NET version or the platform.
/// </summary>
public sealed class SplitMix64(ulong seed)
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;
    private ulong _state = seed;

    /// <summary>A stream of its own for each name, so that one set's draws do not move another's.</summary>
    public static SplitMix64 ForStream(long seed, string name)
    {
        var state = Mix(unchecked((ulong)seed) + Gamma);
        foreach (var character in name) state = Mix(state + Gamma + character);
        return new(state);
    }

    public ulong Next() => Mix(_state += Gamma);

    /// <summary>A number from 0 to <paramref name="bound"/> - 1; the bias is below bound / 2^64.</summary>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)Math.BigMul(Next(), (ulong)bound, out _);
    }

    /// <summary>A number from <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    /// <summary>Fisher-Yates, in place.</summary>
    public void Shuffle<T>(IList<T> items)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>The finalizer: a bijection of 64 bits.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

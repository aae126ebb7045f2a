using ArenaLearning.Randomness;

namespace ArenaLearning.Mutations;

/// <summary>Messages as a broken sender or a broken network leaves them.</summary>
internal static class MutatedBytes
{
    private const int MostChanges = 4, LongestRun = 20;

    /// <param name="oneIn">One in so many is left as it is.</param>
    /// <returns>The bytes, some of them changed, cut off, doubled or put in.</returns>
    public static byte[] Of(byte[] bytes, int oneIn, SplitMix64 random)
    {
        if (random.Below(oneIn) == 0) return bytes;
        var changed = bytes.ToList();
        for (var n = 1 + random.Below(MostChanges); n > 0 && changed.Count > 0; n--)
        {
            var at = random.Below(changed.Count);
            switch (random.Below(4))
            {
                case 0: changed[at] = (byte)random.Below(256); break;
                case 1: changed.RemoveRange(at, Math.Min(changed.Count - at, 1 + random.Below(LongestRun))); break;
                case 2: changed.InsertRange(at, changed.GetRange(at, Math.Min(changed.Count - at, 1 + random.Below(LongestRun)))); break;
                default: changed.Insert(at, (byte)random.Below(256)); break;
            }
        }
        return [.. changed];
    }
}

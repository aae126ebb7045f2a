namespace ArenaLearning.Ratings.Flags;

/// <summary>
/// How often the most frequent of many keys came, in memory that does not grow with them: lossy counting (G. S. Manku, R. Motwani,
/// "Approximate Frequency Counts over Data Streams", VLDB 2002, section 4.2). Exact up to <see cref="Width"/> keys; of N keys a count falls
/// short by at most N / <see cref="Width"/>, and never says too much.
/// </summary>
internal sealed class FrequentKeys
{
    /// <summary>After so many keys the rare ones are forgotten.</summary>
    public const int Width = 25_000;

    private readonly Dictionary<ulong, (int Count, int Missed)> counts = [];
    private int inPart;
    private int part = 1;

    /// <summary>Keys that are held.</summary>
    public int Held => counts.Count;

    /// <summary>Of the most frequent key; 0 without any.</summary>
    public int Most => counts.Values.Select(entry => entry.Count).DefaultIfEmpty().Max();

    public void Add(ulong key)
    {
        // A key that is new may have been forgotten in each part before this one.
        counts[key] = counts.TryGetValue(key, out var known) ? (known.Count + 1, known.Missed) : (1, part - 1);
        if (++inPart < Width) return;
        foreach (var (rare, entry) in counts)
            if (entry.Count + entry.Missed <= part) counts.Remove(rare);
        part++;
        inPart = 0;
    }
}

using System.Runtime.InteropServices;
using ArenaLearning.Randomness;

namespace ArenaLearning.DataMining.NearDuplicates;

/// <summary>
/// Sets of word shingles (Broder, "On the resemblance and containment of documents", 1997), as 64-bit hashes: with a
/// million shingles in two texts a collision changes their similarity with a probability below 1e-7.
/// </summary>
internal static class Shingles
{
    private const ulong Multiplier = 0xD6E8FEB86659FD93;

    /// <summary>
    /// One hash for each place of a shingle, repetitions included, in order of the text: a polynomial of the word
    /// hashes, rolled on by one word at a time. A text with fewer words than a shingle is one shingle; one without
    /// words (marks only) is hashed as it stands.
    /// </summary>
    /// <param name="scratch">Room for the words, kept between calls.</param>
    public static ulong[] Hash(ReadOnlySpan<char> text, int shingleWords, ref ulong[] scratch)
    {
        if (scratch.Length < text.Length) scratch = new ulong[text.Length];
        var words = scratch.AsSpan(0, Words.Hash(text, scratch));
        if (words.Length == 0) return [HashOfMarks(text)];

        var first = Math.Min(shingleWords, words.Length);
        ulong rolling = 0, leaving = 1;
        for (var i = 0; i < first; i++)
        {
            rolling = rolling * Multiplier + words[i];
            leaving *= Multiplier;
        }
        var shingles = new ulong[words.Length - first + 1];
        shingles[0] = SplitMix64.Mix(rolling);
        for (var i = first; i < words.Length; i++)
        {
            rolling = rolling * Multiplier + words[i] - leaving * words[i - first];
            shingles[i - first + 1] = SplitMix64.Mix(rolling);
        }
        return shingles;
    }

    /// <summary>Sorts the hashes and leaves each once.</summary>
    public static ulong[] ToSet(ulong[] shingles)
    {
        Array.Sort(shingles);
        var kept = 0;
        for (var i = 0; i < shingles.Length; i++)
            if (i == 0 || shingles[i] != shingles[i - 1])
                shingles[kept++] = shingles[i];
        return kept == shingles.Length ? shingles : shingles[..kept];
    }

    /// <summary>|A ∩ B| / |A ∪ B| of two sorted sets, not both empty.</summary>
    public static double Jaccard(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        int i = 0, j = 0, shared = 0;
        while (i < a.Length && j < b.Length)
        {
            ulong left = a[i], right = b[j];
            // Without branches on the data: which side is the smaller cannot be predicted.
            shared += left == right ? 1 : 0;
            i += left <= right ? 1 : 0;
            j += right <= left ? 1 : 0;
        }
        return shared / (double)(a.Length + b.Length - shared);
    }

    private static ulong HashOfMarks(ReadOnlySpan<char> text)
    {
        var hash = Multiplier;
        foreach (var unit in MemoryMarshal.Cast<char, ushort>(text.Trim())) hash = SplitMix64.Mix(hash + unit + 1);
        return hash;
    }
}

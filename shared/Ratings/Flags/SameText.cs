using System.Text;
using ArenaLearning.Randomness;

namespace ArenaLearning.Ratings.Flags;

/// <summary>
/// Keys that nearly equal texts share: MinHash signatures (A. Broder, "On the resemblance and containment of documents", 1997) of a text's
/// runs of five words, in bands. Texts with a Jaccard similarity of 0.9 share a key with probability 0.99, of 0.5 with 0.15.
/// </summary>
internal static class SameText
{
    /// <summary>Shorter texts may well be the same by right: a number, "yes", "I cannot help with that".</summary>
    public const int FewestWords = 12;

    private const int Shingle = 5;
    private const int Bands = 5;
    private const int RowsOfBand = 5;

    /// <returns>One key a band; none for a short text.</returns>
    public static ulong[] Keys(string text)
    {
        var words = Words(text);
        if (words.Count < FewestWords) return [];
        Span<ulong> least = stackalloc ulong[Bands * RowsOfBand];
        least.Fill(ulong.MaxValue);
        for (var start = 0; start + Shingle <= words.Count; start++)
        {
            var shingle = 0xcbf29ce484222325UL;
            for (var i = 0; i < Shingle; i++) shingle = Mix(shingle ^ words[start + i]);
            for (var row = 0; row < least.Length; row++) least[row] = Math.Min(least[row], Mix(shingle + 0x9e3779b97f4a7c15UL * (ulong)(row + 1)));
        }
        var keys = new ulong[Bands];
        for (var band = 0; band < Bands; band++)
        {
            keys[band] = Mix((ulong)band + 1);
            foreach (var value in least.Slice(band * RowsOfBand, RowsOfBand)) keys[band] = Mix(keys[band] ^ value);
        }
        return keys;
    }

    /// <summary>Hashes of the words, in lower case, without punctuation.</summary>
    private static List<ulong> Words(string text)
    {
        var (words, word, letters) = (new List<ulong>(), 0UL, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                word = Mix(word ^ (ulong)Rune.ToLowerInvariant(rune).Value);
                letters++;
            }
            else if (letters > 0)
            {
                words.Add(word);
                (word, letters) = (0, 0);
            }
        }
        if (letters > 0) words.Add(word);
        return words;
    }

    // Moved off the words that it would keep as they are, such as 0.
    private static ulong Mix(ulong value) => SplitMix64.Mix(value) + 0x2545f4914f6cdd1dUL;
}

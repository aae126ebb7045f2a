namespace ArenaLearning.DataMining.NearDuplicates;

/// <summary>
/// What is a word where texts are compared: a run of letters, digits and combining marks, whatever its case and the
/// punctuation around it. Scripts without spaces (Chinese, Japanese, Korean) give one word a character.
/// </summary>
internal static class Words
{
    private const int Ascii = 128;

    /// <summary>Lower case of letters and digits, 0 for all else.</summary>
    private static readonly ushort[] Folded =
        [.. Enumerable.Range(0, Ascii).Select(c => char.IsLetterOrDigit((char)c) ? char.ToLowerInvariant((char)c) : (ushort)0)];

    /// <summary>Hashes every word of the text.</summary>
    /// <param name="hashes">As long as the text: each of its characters may be a word.</param>
    /// <returns>The number of words.</returns>
    public static int Hash(ReadOnlySpan<char> text, Span<ulong> hashes)
    {
        const ulong start = 0xCBF29CE484222325, prime = 0x9E3779B97F4A7C15;
        var count = 0;
        var hash = start;
        foreach (var character in text)
        {
            var folded = character < Ascii ? Folded[character] : FoldedOther(character);
            if (folded != 0 && !IsWordOfItsOwn(character))
            {
                hash = (hash ^ folded) * prime;
                hash ^= hash >> 29;
                continue;
            }
            if (hash != start) hashes[count++] = hash;
            if (folded != 0) hashes[count++] = (start ^ folded) * prime;
            hash = start;
        }
        if (hash != start) hashes[count++] = hash;
        return count;
    }

    private static ushort FoldedOther(char character) =>
        char.IsLetterOrDigit(character) || char.GetUnicodeCategory(character) is
            System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark
            || char.IsSurrogate(character)
            ? char.ToLowerInvariant(character) : (ushort)0;

    private static bool IsWordOfItsOwn(char character) =>
        character >= '\u3040' && (character <= '\u9FFF' || character is >= '\uAC00' and <= '\uD7A3' or >= '\uF900' and <= '\uFAFF');
}

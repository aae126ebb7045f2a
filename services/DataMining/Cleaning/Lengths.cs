using System.Text;

namespace ArenaLearning.DataMining.Cleaning;

/// <summary>Lengths and prefixes in <see cref="LengthUnit"/>s.</summary>
internal static class Lengths
{
    public static int Of(string text, LengthUnit unit) => unit == LengthUnit.Words
        ? Split(text).Length : text.AsSpan().Trim().EnumerateRunes().Count();

    /// <summary>The first units, in lower case and with single spaces: what two instructions are compared by.</summary>
    public static string Prefix(string text, int length, LengthUnit unit)
    {
        var words = Split(text.ToLowerInvariant());
        if (unit == LengthUnit.Words) return string.Join(' ', words.Take(length));
        var prefix = new StringBuilder();
        foreach (var rune in string.Join(' ', words).EnumerateRunes().Take(length)) prefix.Append(rune.ToString());
        return prefix.ToString();
    }

    private static int Count(this SpanRuneEnumerator runes)
    {
        var count = 0;
        foreach (var _ in runes) count++;
        return count;
    }

    private static string[] Split(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}

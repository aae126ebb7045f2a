using System.Text.RegularExpressions;

namespace ArenaLearning.DataMining.Cleaning;

/// <summary>The words of a text that are of a language: no code, formulas, addresses, quotations or names of things in code.</summary>
internal static partial class ProseWords
{
    /// <returns>In lower case, without punctuation.</returns>
    public static IReadOnlyList<string> Of(string text)
    {
        text = NotProse().Replace(text, " ");
        return [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Plain).OfType<string>()];
    }

    /// <returns>Null for what is no word: it has signs or digits in it, or capitals inside.</returns>
    private static string? Plain(string token)
    {
        var word = Word().Match(token);
        if (!word.Success) return null;
        var letters = word.Groups["word"].Value;
        return letters.Length > 1 && letters.Skip(1).Any(char.IsUpper) && !letters.All(char.IsUpper) ? null : letters.ToLowerInvariant();
    }

    // Fenced and inline code, TeX, addresses, and quotations of some words.
    [GeneratedRegex(
        @"```.*?(?:```|$)|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]+\$|\\\(.*?\\\)|\\\[.*?\\\]|\\[a-zA-Z]+|https?://\S+|www\.\S+|\S+@\S+\.\w+"
        + @"|(?<!\w)""[^""\n]{1,200}""(?!\w)|(?<!\w)'[^'\n]{1,200}'(?!\w)|“[^”\n]{1,200}”|«[^»\n]{1,200}»",
        RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex NotProse();

    [GeneratedRegex(@"^[\p{P}\p{S}]*?(?<word>\p{L}[\p{L}\p{M}'’-]*)[.,;:!?)\]}""'’»…]*$")]
    private static partial Regex Word();
}

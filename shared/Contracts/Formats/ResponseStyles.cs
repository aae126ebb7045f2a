using System.Text.RegularExpressions;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Contracts.Formats;

/// <summary>Counts the style of a response as Arena-Hard does (arXiv 2406.11939), for style control.</summary>
public static partial class ResponseStyles
{
    /// <summary>
    /// Length over the whole text, in words (runs of letters, digits and underscores) and marks of punctuation, each mark by
    /// itself: no model's tokenizer stands behind it. Markdown is counted outside of fenced code only: headers of levels 1 to 6,
    /// items of ordered and unordered lists at the start of a line, and bold spans within a line, in asterisks or underscores.
    /// </summary>
    public static ResponseStyle Of(string text)
    {
        var prose = Fenced().Replace(text, "");
        return new(
            Token().Count(text), Header().Count(prose), OrderedItem().Count(prose) + UnorderedItem().Count(prose),
            StarBold().Count(prose) + UnderscoreBold().Count(prose));
    }

    // A character beyond the basic plane, such as an emoji, is two UTF-16 units and one mark.
    [GeneratedRegex(@"\w+|[\uD800-\uDBFF][\uDC00-\uDFFF]|[^\w\s]")]
    private static partial Regex Token();

    [GeneratedRegex("```[^`]*```")]
    private static partial Regex Fenced();

    [GeneratedRegex(@"^#{1,6}\s", RegexOptions.Multiline)]
    private static partial Regex Header();

    [GeneratedRegex(@"^\s*\d+\.\s", RegexOptions.Multiline)]
    private static partial Regex OrderedItem();

    [GeneratedRegex(@"^\s*[-*+]\s", RegexOptions.Multiline)]
    private static partial Regex UnorderedItem();

    [GeneratedRegex(@"\*\*[^*\n]+\*\*")]
    private static partial Regex StarBold();

    [GeneratedRegex(@"__[^_\n]+__")]
    private static partial Regex UnderscoreBold();
}

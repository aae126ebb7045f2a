using System.Text.RegularExpressions;

namespace ArenaLearning.Contracts.Formats.Answers;

/// <summary>
/// The channels of gpt-oss (the Harmony format), which a server that does not know them leaves in the text: thinking stands in <c>analysis</c>
/// and <c>commentary</c>, the answer in <c>final</c>.
/// </summary>
internal static partial class HarmonyChannels
{
    /// <returns>Null where the text does not begin with a channel.</returns>
    public static ThinkingSplit? Split(string text)
    {
        if (!Begins().IsMatch(text)) return WithoutTokens(text);
        var (answers, thoughts) = (new List<string>(), new List<string>());
        foreach (Match message in Message().Matches(text))
            (message.Groups["channel"].Value == "final" ? answers : thoughts).Add(message.Groups["text"].Value);
        return Thinking.Of(string.Join("\n\n", answers), thoughts, unfinished: answers.Count == 0);
    }

    /// <summary>Where the server dropped the tokens and kept the channels' names: "analysisThe user asks …assistantfinalThe sky …".</summary>
    private static ThinkingSplit? WithoutTokens(string text)
    {
        var bare = Bare().Match(text);
        if (!bare.Success) return null;
        var final = bare.Groups["final"];
        return Thinking.Of(final.Value, [bare.Groups["thoughts"].Value], unfinished: !final.Success);
    }

    [GeneratedRegex(@"^\s*(?:<\|start\|>\s*assistant)?\s*<\|channel\|>")]
    private static partial Regex Begins();

    [GeneratedRegex("""
        <\|channel\|> \s* (?<channel>\w+) [^<]* (?: <\|constrain\|> [^<]* )? (?: <\|message\|> (?<text>.*?) )?
        (?= <\|(?:end|return|call|start|channel)\|> | \z )
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Message();

    [GeneratedRegex(@"^\s*analysis(?=\p{Lu})(?<thoughts>.*?)(?:assistantfinal(?<final>.*))?\z", RegexOptions.Singleline)]
    private static partial Regex Bare();
}

using System.Text;
using System.Text.RegularExpressions;

namespace ArenaLearning.Contracts.Formats.Answers;

/// <summary>
/// Takes a model's thinking out of what it wrote, in the marks of all families: tags (<c>&lt;think&gt;</c>, <c>[THINK]</c>, <c>◁think▷</c> and
/// their kin), tokens of its own (Cohere, Gemma, OpenThoughts, Apertus, Pangu, Solar), channels (gpt-oss) and set phrases (Granite, Apriel).
/// A mark that is only spoken of, in code, in quotes or within a sentence, is none.
/// </summary>
public static partial class Thinking
{
    /// <summary>Reads a whole text. Where a chat template opened the thinking, the text has only the mark that closes it.</summary>
    public static ThinkingSplit Split(string text)
    {
        if (HarmonyChannels.Split(text) is { } channels) return channels;
        var (answer, thoughts) = (new StringBuilder(), new List<string>());
        var at = SkipPhrasedThoughts(text, thoughts);
        var (thinkingSince, found) = (-1, at > 0);
        Match? passed = null; // an opening mark that did not look like one, since `at`

        foreach (var mark in Mark().EnumerateFrom(text, at))
        {
            if (IsQuoted(text, mark)) continue;
            var closes = mark.Groups["close"].Success;
            if (thinkingSince >= 0)
            {
                if (!closes) continue;
                thoughts.Add(text[thinkingSince..mark.Index]);
                (at, thinkingSince, passed) = (mark.Index + mark.Length, -1, null);
                continue;
            }
            if (IsInCodeBlock(text, at, mark)) continue;
            if (!closes)
            {
                if (CanBegin(text, at, mark))
                {
                    answer.Append(text, at, mark.Index - at);
                    (found, thinkingSince, passed) = (true, mark.Index + mark.Length, null);
                }
                else passed ??= mark;
                continue;
            }
            // Two marks in one line, in the middle of a sentence, are spoken of.
            if (passed is not null && !text.AsSpan(passed.Index, mark.Index - passed.Index).Contains('\n'))
            {
                passed = null;
                continue;
            }
            if (passed is not null) answer.Append(text, at, passed.Index - at);
            thoughts.Add(text[(passed is null ? at : passed.Index + passed.Length)..mark.Index]);
            (found, at, passed) = (true, mark.Index + mark.Length, null);
        }

        if (!found) return new(text, null, false);
        if (thinkingSince >= 0) thoughts.Add(text[thinkingSince..]);
        else answer.Append(text, at, text.Length - at);
        return Of(answer.ToString(), thoughts, thinkingSince >= 0);
    }

    /// <summary>Whether a text begins with thinking.</summary>
    public static bool Begins(string text) => OpeningMark().IsMatch(text) || HarmonyChannels.Split(text) is not null;

    /// <summary>The mark that closes thinking, with which a text begins; empty where it begins with none.</summary>
    public static string ClosingMarkOf(string text) => ClosingMark().Match(text).Value;

    internal static ThinkingSplit Of(string answer, IEnumerable<string> thoughts, bool unfinished)
    {
        string[] said = [.. thoughts.Select(thought => thought.Trim()).Where(thought => thought.Length > 0)];
        var wrapped = Wrapped().Match(answer);
        return new((wrapped.Success ? wrapped.Groups["inner"].Value : answer).Trim(), said.Length == 0 ? null : string.Join("\n\n", said), unfinished);
    }

    /// <returns>Where the answer begins; 0 where the text does not open with a phrase that a later one closes.</returns>
    private static int SkipPhrasedThoughts(string text, List<string> thoughts)
    {
        var phrased = PhrasedThoughts().Match(text);
        if (!phrased.Success) return 0;
        thoughts.Add(phrased.Groups["thoughts"].Value);
        return phrased.Length;
    }

    /// <summary>Whether an opening mark stands where thinking can begin: before anything, on a line of its own, or after a sentence.</summary>
    private static bool CanBegin(string text, int from, Match mark)
    {
        var before = text.AsSpan(from, mark.Index - from);
        before = before[(before.LastIndexOf('\n') + 1)..].TrimEnd();
        return before.IsEmpty || before[^1] is '.' or '!' or '?' or '…' or '。' or '！' or '？' || before.EndsWith("|>", StringComparison.Ordinal);
    }

    private static bool IsQuoted(string text, Match mark)
    {
        if (mark.Index == 0) return false;
        var (before, after) = (text[mark.Index - 1], mark.Index + mark.Length < text.Length ? text[mark.Index + mark.Length] : '\n');
        if (before is '"' or '\'' or '“' or '‘' or '«' or '`' && after is '"' or '\'' or '”' or '’' or '»' or '`') return true;
        // Between backticks of one line, an odd number of them before.
        var start = text.LastIndexOf('\n', mark.Index - 1) + 1;
        var end = text.IndexOf('\n', mark.Index);
        var line = text.AsSpan(start, (end < 0 ? text.Length : end) - start);
        return line[..(mark.Index - start)].Count('`') % 2 == 1 && line[(mark.Index - start)..].Contains('`');
    }

    /// <summary>Whether a mark stands in a fenced block of code that is closed, and not in one that thinking broke off.</summary>
    private static bool IsInCodeBlock(string text, int from, Match mark)
    {
        var open = false;
        foreach (var fence in CodeFence().EnumerateFrom(text, from))
        {
            var bare = fence.Groups["info"].Length == 0;
            if (fence.Index > mark.Index) return open && bare;
            open = !open || !bare;
        }
        return false;
    }

    private static IEnumerable<Match> EnumerateFrom(this Regex regex, string text, int from)
    {
        for (var match = regex.Match(text, from); match.Success; match = match.NextMatch()) yield return match;
    }

    private const string TagName = @"(?:[a-z0-9]{1,12}[:_])?(?:think(?:ing)?|thoughts?|reasoning|scratchpad)(?:_fast|_faster)?";

    private const string Closing = $"""
        < / \s* {TagName} \s* > | < \| / {TagName} \| > | ◁ / \s* {TagName} \s* ▷ | \[ /THINK \]
        | <\| (?: end_of_ | end_ ) (?:thought|thinking|think) \|> | <\| (?:thought|thinking|think)_end \|>
        | <\|inner_suffix\|> | <unused95> | \[unused17\] | <channel\|> | <\|end\|>\s*<\|begin\|>assistant<\|content\|>
        """;

    private const string Opening = $"""
        < {TagName} \s* > | < \| {TagName} \| > | ◁ {TagName} \s* ▷ | (?-i:\[THINK\])
        | <\| (?: begin_of_ | start_ ) (?:thought|thinking|think) \|> | <\| (?:thought|thinking|think)_(?:begin|start) \|>
        | <\|inner_prefix\|> | <unused94>(?:thought\b)? | \[unused16\] | <\|channel>(?:thought\b)?
        """;

    private const RegexOptions OfMarks = RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant;

    [GeneratedRegex($"(?<close> {Closing} ) | (?<open> {Opening} )", OfMarks)]
    private static partial Regex Mark();

    [GeneratedRegex($"\\A (?: {Closing} )", OfMarks)]
    private static partial Regex ClosingMark();

    [GeneratedRegex($"\\A \\s* (?: {Opening} )", OfMarks)]
    private static partial Regex OpeningMark();

    // Granite 3.2; Apriel.
    [GeneratedRegex("""
        ^\s* (?: Here\ is\ my\ thought\ process: (?<thoughts>.*?) Here\ is\ my\ response:
               | Here\ are\ my\ reasoning\ steps: (?<thoughts>.*?) \[BEGIN\ FINAL\ RESPONSE\] )
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex PhrasedThoughts();

    /// <summary>What some families put around an answer that comes after thinking.</summary>
    [GeneratedRegex("""
        ^\s* (?: <(?<tag>answer|response|output|solution)> (?<inner>.*?) (?: </\k<tag>> \s* | \z)
               | <\|begin_of_solution\|> (?<inner>.*?) (?: <\|end_of_solution\|> \s* | \z)
               | <\|START_(?:RESPONSE|TEXT)\|> (?<inner>.*?) (?: <\|END_(?:RESPONSE|TEXT)\|> \s* | \z)
               | (?:\[BEGIN\ FINAL\ RESPONSE\])? (?<inner>.*?) \[END\ FINAL\ RESPONSE\] .* ) \z
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Wrapped();

    [GeneratedRegex(@"^[ ]{0,3}(?:```+|~~~+)[ \t]*(?<info>[^\s`]*)", RegexOptions.Multiline)]
    private static partial Regex CodeFence();
}

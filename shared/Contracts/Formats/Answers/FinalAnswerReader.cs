using System.Text.RegularExpressions;

namespace ArenaLearning.Contracts.Formats.Answers;

/// <summary>
/// Reads the final answer of a response, a number. The first of these that is there counts:
/// <list type="number">
/// <item><description>what follows the last <c>####</c> that a number follows (a Markdown heading is none);</description></item>
/// <item><description>the later of the last <c>\boxed{}</c> and the last "the answer is" (or "answer:", a heading "Answer", <c>&lt;answer&gt;</c>) with a
/// number in its sentence;</description></item>
/// <item><description>the last line that is a number in bold and nothing else;</description></item>
/// <item><description>the last number.</description></item>
/// </list>
/// Each is read whole (<see cref="DeclaredNumber"/>). Thinking is to be taken out before (<see cref="Thinking"/>).
/// </summary>
public static partial class FinalAnswerReader
{
    private const string Mark = FinalAnswer.Marker;

    /// <returns>Null where there is no number at all. What is declared and is no number is a reading without a value.</returns>
    public static AnswerReading? Read(string response)
    {
        var plain = PlainMath.Of(response);
        if (AtMark(plain) is { } marked) return marked;
        var (boxed, phrased) = (Boxed(response, plain), Phrased(plain));
        if (boxed is not null || phrased is not null) return boxed is null || phrased?.Offset > boxed.Offset ? phrased : boxed;
        if (BoldLine(plain) is { } bold) return bold;
        return NumberText.Find(plain).LastOrDefault(number => number.Value is not null) is { Value: not null } last
            ? Reading(AnswerSource.LastNumber, plain, last.Index, DeclaredNumber.IsPart(plain, last) ? last with { Value = null } : last) : null;
    }

    /// <summary>
    /// Reads a reference answer: a number and perhaps its unit, or a worked solution with <c>####</c>, <c>\boxed{}</c> or "the answer
    /// is". Nothing is guessed: the last number of a sentence is no reference.
    /// </summary>
    /// <returns>Null where it is no number.</returns>
    public static AnswerReading? ReadReference(string reference)
    {
        var plain = PlainMath.Of(reference);
        var reading = plain.Contains(Mark, StringComparison.Ordinal) ? AtMark(plain)
            : Boxed(reference, plain) is { } boxed ? boxed
            : DeclaredNumber.Alone(plain) is { } number ? Reading(AnswerSource.Whole, plain, 0, number) : Phrased(plain);
        return reading?.Value is null ? null : reading;
    }

    private static AnswerReading? AtMark(string plain)
    {
        for (var at = plain.LastIndexOf(Mark, StringComparison.Ordinal); at >= 0; at = at == 0 ? -1 : plain.LastIndexOf(Mark, at - 1, StringComparison.Ordinal))
        {
            var start = Opening().Match(plain, at + Mark.Length) is var opening ? opening.Index + opening.Length : 0;
            var end = LineEnd(plain, start);
            var line = plain[start..end];
            if (DeclaredNumber.First(line) is not { } number || !DeclaredNumber.IsLead(line[..number.Index])) continue;
            // "#### 1. First add" heads a section, and so does "#### 2 steps" where a section follows.
            if (Heading().IsMatch(line[number.End..])) continue;
            if (Word().IsMatch(line[number.End..]) && Word().IsMatch(plain[end..])) continue;
            return Reading(AnswerSource.Marker, plain, at, Shifted(number, start));
        }
        return null;
    }

    /// <summary>The last box. One that is empty, or that the response breaks off in, holds no number, and no earlier one counts in its place.</summary>
    private static AnswerReading? Boxed(string response, string plain)
    {
        if (Box().Matches(response) is not [.., var box]) return null;
        var start = box.Index + box.Length;
        var end = box.Groups["brace"].Success ? ClosingBrace(response, start) : start + Token().Match(plain[start..]).Length;
        if (end < 0) return new(AnswerSource.Boxed, response[start..].Trim(), box.Index, null);
        return DeclaredNumber.Alone(plain[start..end]) is { } number
            ? Reading(AnswerSource.Boxed, plain, box.Index, Shifted(number, start))
            : new(AnswerSource.Boxed, response[start..end].Trim(), box.Index, null);
    }

    private static int ClosingBrace(string response, int start)
    {
        var depth = 1;
        for (var at = start; at < response.Length; at++)
        {
            depth += response[at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0) return at;
        }
        return -1;
    }

    private static AnswerReading? Phrased(string plain)
    {
        foreach (Match phrase in Phrase().Matches(plain).Reverse())
        {
            var start = phrase.Index + phrase.Length;
            var sentence = plain[start..(SentenceEnd().Match(plain, start) is { Success: true } end ? end.Index : plain.Length)];
            if (DeclaredNumber.First(sentence) is { } number)
                return Reading(AnswerSource.Phrase, plain, phrase.Index + phrase.Length - phrase.Value.TrimStart().Length, Shifted(number, start));
        }
        return null;
    }

    private static AnswerReading? BoldLine(string plain)
    {
        foreach (Match line in Bold().Matches(plain).Reverse())
        {
            var text = line.Groups["text"];
            // "**1.**" is the number of a step.
            if (DeclaredNumber.Alone(text.Value) is { } number && !text.Value[number.End..].TrimStart().StartsWith('.'))
                return Reading(AnswerSource.BoldLine, plain, line.Index, Shifted(number, text.Index));
        }
        return null;
    }

    private static FoundNumber Shifted(FoundNumber number, int by) => number with { Index = number.Index + by };

    private static AnswerReading Reading(AnswerSource source, string plain, int offset, FoundNumber number) =>
        new(source, plain.Substring(number.Index, number.Length).Trim(), offset, number.Value, number.IsPercent);

    private static int LineEnd(string text, int start) => text.IndexOf('\n', start) is var end and >= 0 ? end : text.Length;

    // White space, and the opening of display mathematics on a line of its own.
    [GeneratedRegex(@"\G(?:\s|\$\$(?=\s))*")]
    private static partial Regex Opening();

    // "#### 1. First add" and "#### 2) Then" head a section.
    [GeneratedRegex(@"^[.:)]\s*\p{L}")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\p{L}{2}")]
    private static partial Regex Word();

    [GeneratedRegex(@"\\(?:boxed|fbox|framebox)(?:\s*(?<brace>\{)|\s+(?=[^\s{])|(?=[0-9]))")]
    private static partial Regex Box();

    // What stands behind \boxed without braces.
    [GeneratedRegex(@"^-?[^\s$\\]*[^\s$\\.,;:!?)]")]
    private static partial Regex Token();

    [GeneratedRegex(
        @"\banswers?\b[*_""']*(?:\s+(?:here|to\s+(?:the|this)\s+\w+))?\s*(?:(?:is|are|was|equals|(?:should|would|will|must)\s+be)\b|=|:)(?!\s+not\b)" + Behind
        + @"|(?<=^|\n)[ \t#*_>`]*(?:(?:the|my)\s+)?(?:final\s+)?answers?[ \t#*_`:]*(?=\n|\r)" + Behind
        + @"|(?<=^|\n)[ \t]*[#*_>][ \t#*_>]*(?:final\s+)?answer[ \t*_]+(?=[-$0-9\\*(])" + Behind
        + @"|<answer>" + Behind, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Phrase();

    // Marks before what is said; a dollar sign before digits is a currency.
    private const string Behind = @"(?:[\s:*_`>]|\$\$|\$(?![0-9.-]))*";

    [GeneratedRegex(@"(?<!\b(?:Rs|approx|ca))[.!?](?=\s|$)|\n|</answer>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"(?<=^|\n)[ \t]*(?:\*\*|__)(?<text>[^*_\n]+)(?:\*\*|__)[ \t.]*(?=$|\r|\n)")]
    private static partial Regex Bold();
}

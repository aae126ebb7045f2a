using System.Text.RegularExpressions;

namespace ArenaLearning.Contracts.Formats.Answers;

/// <summary>
/// Reads the final answer of a response, a number. The first of these that is there counts:
/// <list type="number">
/// <item><description>what follows the last <c>####</c> that a number follows (a Markdown heading is none);</description></item>
/// <item><description>the later of the last <c>\boxed{}</c> and the last "the answer is" (or "answer:") with a number in its sentence;</description></item>
/// <item><description>the last number.</description></item>
/// </list>
/// </summary>
public static partial class AnswerReader
{
    private const string Mark = FinalAnswer.Marker;

    /// <returns>Null where there is no number at all. A last box without a number in it is a reading without a value.</returns>
    public static AnswerReading? Read(string response)
    {
        var plain = PlainMath.Of(response);
        if (AtMark(plain) is { } marked) return marked;
        var (boxed, phrased) = (Boxed(response, plain), Phrased(plain));
        if (boxed is not null || phrased is not null) return boxed is null || phrased?.Offset > boxed.Offset ? phrased : boxed;
        return NumberText.Find(plain).LastOrDefault(number => number.Value is not null) is { Value: not null } last
            ? Reading(AnswerSource.LastNumber, plain, last.Index, last) : null;
    }

    /// <summary>
    /// Reads a reference answer: a number and perhaps its unit, or a worked solution with <c>####</c>, <c>\boxed{}</c> or "the answer
    /// is". Nothing is guessed: the last number of a sentence is no reference.
    /// </summary>
    /// <returns>Null where it is no number.</returns>
    public static AnswerReading? ReadReference(string reference)
    {
        var plain = PlainMath.Of(reference);
        if (plain.Contains(Mark, StringComparison.Ordinal)) return AtMark(plain);
        if (Boxed(reference, plain) is { } boxed) return boxed.Value is null ? null : boxed;
        return Alone(plain) is { } number ? Reading(AnswerSource.Whole, plain, 0, number) : Phrased(plain);
    }

    private static AnswerReading? AtMark(string plain)
    {
        for (var at = plain.LastIndexOf(Mark, StringComparison.Ordinal); at >= 0; at = at == 0 ? -1 : plain.LastIndexOf(Mark, at - 1, StringComparison.Ordinal))
        {
            var start = at + Mark.Length;
            while (start < plain.Length && char.IsWhiteSpace(plain[start])) start++;
            var line = plain[start..LineEnd(plain, start)];
            if (First(line) is { Value: not null } number && !Heading().IsMatch(line[number.End..]))
                return Reading(AnswerSource.Marker, plain, at, Shifted(number, start));
        }
        return null;
    }

    /// <summary>The last box that is closed, braces in it balanced.</summary>
    private static AnswerReading? Boxed(string response, string plain)
    {
        foreach (Match box in Box().Matches(response).Reverse())
        {
            var (start, depth) = (box.Index + box.Length, 1);
            for (var at = start; at < response.Length; at++)
            {
                depth += response[at] switch { '{' => 1, '}' => -1, _ => 0 };
                if (depth > 0) continue;
                return Alone(plain[start..at]) is { } number
                    ? Reading(AnswerSource.Boxed, plain, box.Index, Shifted(number, start))
                    : new(AnswerSource.Boxed, response[start..at].Trim(), box.Index, null);
            }
        }
        return null;
    }

    private static AnswerReading? Phrased(string plain)
    {
        foreach (Match phrase in Phrase().Matches(plain).Reverse())
        {
            var start = phrase.Index + phrase.Length;
            var sentence = plain[start..(SentenceEnd().Match(plain, start) is { Success: true } end ? end.Index : plain.Length)];
            var numbers = NumberText.Find(sentence).Where(number => number.Value is not null).ToList();
            if (numbers.Count == 0) continue;
            var number = numbers[0];
            // "is 5 + 3 = 8": what the calculation comes to.
            if (Operator().IsMatch(sentence[number.End..]) && sentence.LastIndexOf('=') is var equals and >= 0
                && numbers.Find(candidate => candidate.Index > equals) is { Value: not null } result) number = result;
            return Reading(AnswerSource.Phrase, plain, phrase.Index, Shifted(number, start));
        }
        return null;
    }

    /// <summary>The number of a text that holds nothing else but a name before <c>=</c>, a currency and a unit.</summary>
    private static FoundNumber? Alone(string plain)
    {
        var start = plain.LastIndexOfAny(['=', '≈']) + 1;
        var text = UnitPower().Replace(plain[start..], match => new string(' ', match.Length));
        return NumberText.Find(text).Take(2).ToList() is [{ Value: not null } only] && Before().IsMatch(text[..only.Index]) && Unit().IsMatch(text[only.End..])
            ? Shifted(only, start) : null;
    }

    /// <summary>The number at the start of a text, behind marks of emphasis and words such as "about".</summary>
    private static FoundNumber? First(string text) =>
        NumberText.Find(text).Select(number => (FoundNumber?)number).FirstOrDefault() is { } first && Before().IsMatch(text[..first.Index]) ? first : null;

    private static FoundNumber Shifted(FoundNumber number, int by) => number with { Index = number.Index + by };

    private static AnswerReading Reading(AnswerSource source, string plain, int offset, FoundNumber number) =>
        new(source, plain.Substring(number.Index, number.Length).Trim(), offset, number.Value, number.IsPercent);

    private static int LineEnd(string text, int start) => text.IndexOf('\n', start) is var end and >= 0 ? end : text.Length;

    // "#### 1. First add" and "#### 2) Then" head a section.
    [GeneratedRegex(@"^[.:)]\s*\p{L}")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\\(?:boxed|fbox)\s*\{")]
    private static partial Regex Box();

    [GeneratedRegex(@"\banswers?\b[*_""']*(?:\s+(?:here|to\s+(?:the|this)\s+\w+))?\s*(?:is|are|was|=|:)(?!\s+not\b)[\s:*_]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Phrase();

    [GeneratedRegex(@"[.!?](?=\s|$)|\n")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"^\s*[-+*/×÷=]")]
    private static partial Regex Operator();

    [GeneratedRegex(@"^(?:[\s*_`""'(){}\[\]:=≈~$\\]|(?:about|approximately|approx\.?|roughly|exactly|only|just|a\s+total\s+of|USD|EUR|GBP|Rs\.?)(?=[\s$0-9]))*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Before();

    // m^2, s^{-1}
    [GeneratedRegex(@"(?<=\p{L}[\s{}]*)\^\s*\{?\s*-?[0-9]\s*\}?")]
    private static partial Regex UnitPower();

    // Words and marks; a lone letter is a unit only where it is one, so that 2x is no 2.
    [GeneratedRegex(@"^(?!\s*(?![mglshdLWVAJNCF])\p{L}(?!\p{L}))[\p{L}\s.,;:!?%°²³'’""`*_$(){}\[\]/-]*$")]
    private static partial Regex Unit();
}

using System.Text.RegularExpressions;

namespace ArenaLearning.Contracts.Formats.Answers;

/// <summary>
/// Reads what somebody says the answer is, whole: <c>2^10 = 1024</c> is 1024, and <c>2x</c>, <c>2 sqrt 3</c>, <c>(3, 4)</c>, <c>5 or 6</c> and
/// <c>6 - 5i</c> are no number, least of all their first.
/// </summary>
internal static partial class DeclaredNumber
{
    /// <param name="said">Out of <see cref="PlainMath"/>: a sentence or line, from where the answer is said.</param>
    /// <returns>Null where there is no number in it; without a value where there is, and the answer is no single number.</returns>
    public static FoundNumber? First(string said)
    {
        if (NumberText.Find(said).Select(number => (FoundNumber?)number).FirstOrDefault() is not { } number) return null;
        number = Signed(said, number);
        if (number.Value is null || Within().IsMatch(said[..number.Index])) return Unread(said, number);
        var rest = said[number.End..];
        var calculation = Calculation().Match(rest).Length;
        if (rest.LastIndexOf('=', Math.Max(0, calculation - 1)) is >= 0 and var equals && calculation > 0) return Result(said, number, number.End + equals + 1);
        if (Worded().IsMatch(rest)) return rest.LastIndexOf('=') is >= 0 and var last ? Result(said, number, number.End + last + 1) : Unread(said, number);
        return GoesOn().IsMatch(rest) || IsVariable(rest) ? Unread(said, number) : number;
    }

    /// <summary>The number of a text that holds nothing else but a name before <c>=</c>, a currency and a unit.</summary>
    public static FoundNumber? Alone(string text)
    {
        for (var end = text.Length; end > 0;)
        {
            var start = text.LastIndexOfAny(['=', '≈'], end - 1) + 1;
            if (AloneIn(text[start..end]) is { } number) return number with { Index = number.Index + start };
            end = start - 1;
        }
        return null;
    }

    /// <summary>Whether a text before a number holds nothing but marks and words such as "about".</summary>
    public static bool IsLead(string before) => Lead().IsMatch(before);

    /// <summary>Whether what is found at the end of a sentence is but a part of something that is no number, such as the 5 of 5i.</summary>
    public static bool IsPart(string text, FoundNumber number) =>
        Within().IsMatch(text[..number.Index]) || Glued().IsMatch(text[number.End..]) || IsVariable(text[number.End..], glued: true);

    private static FoundNumber? AloneIn(string side)
    {
        var text = UnitPower().Replace(side, match => new string(' ', match.Length));
        if (NumberText.Find(text).Take(2).ToList() is not [{ Value: not null } only]) return null;
        only = Signed(text, only);
        return IsLead(text[..only.Index]) && Unit().IsMatch(text[only.End..]) && !IsVariable(text[only.End..]) ? only : null;
    }

    /// <summary>What a calculation comes to: its last side, or else the only side that is a number by itself.</summary>
    private static FoundNumber? Result(string said, FoundNumber number, int after)
    {
        if (First(said[after..]) is { Value: not null } last) return last with { Index = last.Index + after };
        return Alone(said[..(after - 1)]) ?? Unread(said, number);
    }

    /// <summary>"- 5" where the answer begins.</summary>
    private static FoundNumber Signed(string text, FoundNumber number)
    {
        if (number.Value is not { Numerator.Sign: > 0 } value || ApartSign().Match(text[..number.Index]) is not { Success: true } sign) return number;
        var index = sign.Groups["sign"].Index;
        return number with { Index = index, Length = number.End - index, Value = -value };
    }

    private static FoundNumber Unread(string said, FoundNumber number) =>
        new(number.Index, said.TrimEnd().Length - number.Index, null, false);

    /// <summary>A lone letter behind a number is a variable, unless it is a unit, an article or the speaker.</summary>
    private static bool IsVariable(string rest, bool glued = false)
    {
        if (Variable().Match(rest) is not { Success: true } variable) return false;
        var letter = variable.Groups["letter"];
        var isApart = letter.Index > 0 && char.IsWhiteSpace(rest[letter.Index - 1]);
        return !isApart || !(glued || letter.Value is "a" or "A" or "I");
    }

    // Roots, logarithms, absolute values and what is added to; "between 3".
    [GeneratedRegex(
        @"(?:\\(?:sqrt|log|ln|exp|pm|mp|pi)|√|±|∛|\b(?:sqrt|root\s+of|log|ln|between|either)\b|[\p{L})}\]]\s*[+*/^]|\^)(?:\[[^\[\]]*\])?[\s{(\[$]*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Within();

    // Numbers, operators, brackets and units, up to a word behind which no operator stands.
    [GeneratedRegex(
        @"^(?:[0-9.,\s$€£¥₹%+*/×÷·=≈^(){}\[\]-]|\\[a-zA-Z]+|x(?=\s*[0-9])|\p{L}+(?=[\s)}]*[=+*/×÷-]\s*[$€£¥₹(]?\s*[0-9\\.]))+",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Calculation();

    [GeneratedRegex(
        @"^\s*(?:\p{L}+\s+)?(?:of|times|plus|minus|over|divided\s+by|multiplied\s+by)\s+[$€£¥₹(]?-?[0-9]",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Worded();

    // What makes a number a part of something else.
    [GeneratedRegex(@"^(?:[\s})\]]*\^|_[{0-9]|[\s{})]*(?:\\(?:sqrt|pi|frac|sin|cos|tan|log|ln|pm|mp|binom|infty)(?![a-zA-Z])|[√π∞±])|\s*\b(?:sqrt|pi)\b)")]
    private static partial Regex Glued();

    [GeneratedRegex(
        @"^(?:[\s})\]]*\^|_[{0-9]|[\s{})]*(?:\\(?:sqrt|pi|frac|sin|cos|tan|log|ln|pm|mp|binom|infty)(?![a-zA-Z])|[√π∞±])|\s*\b(?:sqrt|pi)\b"
        + @"|\s*[+/×÷·-]\s*[$€£¥₹(]?\s*(?:[0-9\\.√]|\p{L}(?!\p{L}))|\s*\*(?!\*)\s*[0-9(]|\s+\*\s+\p{L}(?!\p{L})" // 6 - 5i
        + @"|\s:\s[0-9]" // 3 : 2
        + @"|[\s*_`""'$)]*(?:or|to|through)\s+[$€£¥₹*_(]{0,3}-?[0-9]" // 5 or 6
        + @"|[\s*_`""'$]*(?:[,;&]|(?:,\s*)?and)\s*[$€£¥₹*_(]{0,3}-?[0-9][0-9.]*[\s*_`""'$.!)\]]*(?:$|[,;)\]]|\s(?:and|or)\s)" // (3, 4)
        + @"|\s?(?:feet|foot|ft|hours?|minutes?|years?|months?|weeks?|days?|dollars?|pounds?|meters?|metres?|km|kg)[\s,]+(?:and\s+)?[0-9]+\s?"
        + @"(?:inch(?:es)?|in|hours?|minutes?|seconds?|months?|weeks?|days?|cents?|ounces?|oz|centimet(?:er|re)s?|cm|m|g)\b)", // 5 feet 3 inches
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex GoesOn();

    [GeneratedRegex(
        @"^[\s{})]*(?<letter>(?![mglshdLWVAJNCF])[\p{L}-[" + NumberText.UnspacedScripts + @"]])(?![\p{L}'’]|\.\p{L})")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^(?:[^\p{L}\p{N}]*[=≈(:])?[\s*_`""'{(\[$]*(?<sign>[-—―])\s+[$€£¥₹]?\s*$")]
    private static partial Regex ApartSign();

    [GeneratedRegex(
        @"^(?:[\s*_`""'(){}\[\]:=≈~$\\>+]|(?:about|approximately|approx\.?|roughly|exactly|only|just|a\s+total\s+of|USD|EUR|GBP|Rs\.?)(?=[\s$0-9]))*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Lead();

    // m^2, s^{-1}
    [GeneratedRegex(@"(?<=\p{L}[\s{}]*)\^\s*\{?\s*-?[0-9]\s*\}?")]
    private static partial Regex UnitPower();

    // Words and marks.
    [GeneratedRegex(@"^[\p{L}\s.,;:!?%°²³'’""`*_$(){}\[\]/-]*$")]
    private static partial Regex Unit();
}

using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace ArenaLearning.Contracts.Formats.Answers;

/// <summary>
/// The numbers of a text, as people write them: <c>1,234.50</c>, <c>1 234</c>, <c>1,00,000</c>, <c>1'234</c>, <c>-3</c>, <c>negative 3</c>,
/// <c>$18</c>, <c>$5k</c>, <c>3/4</c>, <c>1 1/2</c>, <c>1½</c>, <c>50%</c>, <c>1.5e3</c>, <c>2 × 10^3</c>, <c>2^10</c>, <c>2.5 million</c>, and
/// LaTeX's forms of them. Currencies and units are left out, never converted. Digits inside words (<c>H2O</c>) are no numbers.
/// </summary>
internal static partial class NumberText
{
    /// <summary>Longer numbers are nobody's answer, and reading them takes time.</summary>
    private const int MostDigits = 400;

    /// <summary>Part no words with blanks: their letters stand right beside numbers.</summary>
    internal const string UnspacedScripts = @"\p{IsCJKUnifiedIdeographs}\p{IsHiragana}\p{IsKatakana}\p{IsHangulSyllables}";

    private const string VulgarFractions = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞";
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    private const char SuperscriptMinus = '⁻';

    private static readonly (int Numerator, int Denominator)[] VulgarValues =
        [(1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (1, 5), (2, 5), (3, 5), (4, 5), (1, 6), (5, 6), (1, 8), (3, 8), (5, 8), (7, 8)];

    /// <param name="plain">A text out of <see cref="PlainMath"/>.</param>
    public static IEnumerable<FoundNumber> Find(string plain)
    {
        foreach (Match match in Number().Matches(plain))
        {
            var isPercent = match.Groups["percent"].Success;
            yield return new(match.Index, match.Length, Value(match), isPercent);
        }
    }

    private static ExactNumber? Value(Match match)
    {
        if (match.Length > MostDigits || match.Groups["other"].Success) return null;
        var value = Magnitude(match);
        if (value is not { } magnitude) return null;
        if (Group("exponent") is { } exponent)
            magnitude *= ExactNumber.PowerOfTen(Exponent(exponent));
        magnitude *= ExactNumber.PowerOfTen(Group("scale")?.ToLowerInvariant() switch
        {
            "hundred" => 2,
            "thousand" or "k" => 3,
            "million" or "m" => 6,
            "billion" or "b" => 9,
            "trillion" => 12,
            _ => 0,
        });
        return match.Groups["sign"].Success ? -magnitude : magnitude;

        string? Group(string name) => match.Groups[name] is { Success: true, Value: var text } ? text : null;
    }

    private static ExactNumber? Magnitude(Match match)
    {
        if (match.Groups["vulgar"] is { Success: true, Value: var sign })
        {
            var (numerator, denominator) = VulgarValues[VulgarFractions.IndexOf(sign, StringComparison.Ordinal)];
            var whole = match.Groups["whole"] is { Success: true, Value: var before } ? Parse(before) : default;
            return whole + new ExactNumber(numerator, denominator);
        }
        if (match.Groups["over"] is { Success: true, Value: var over })
        {
            var under = Parse(match.Groups["under"].Value);
            if (under == default) return null;
            var fraction = Parse(over) / (match.Groups["negative"].Success ? -under : under);
            return match.Groups["whole"] is { Success: true, Value: var whole } ? Parse(whole) + fraction : fraction;
        }
        var plain = Parse(match.Groups["plain"].Value);
        return match.Groups["power"] is { Success: true, Value: var power } ? Power(plain, Exponent(power)) : plain;
    }

    private static int Exponent(string text) => text[0] == SuperscriptMinus ? -Exponent(text[1..])
        : Superscripts.Contains(text[0], StringComparison.Ordinal)
            ? text.Aggregate(0, (number, digit) => 10 * number + Superscripts.IndexOf(digit, StringComparison.Ordinal))
        : int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static ExactNumber? Power(ExactNumber number, int exponent)
    {
        if (Math.Abs(exponent) * (BigInteger.Log10(BigInteger.Abs(number.Numerator) + number.Denominator) + 1) > MostDigits) return null;
        if (exponent < 0 && number.Numerator.IsZero) return null;
        var (above, below) = (BigInteger.Pow(number.Numerator, Math.Abs(exponent)), BigInteger.Pow(number.Denominator, Math.Abs(exponent)));
        return exponent < 0 ? new(below, above) : new(above, below);
    }

    private static ExactNumber Parse(string text) => ExactNumber.Parse(Grouping().Replace(text, ""));

    // Thousands, in groups of three after one mark throughout; lakhs and crores; or digits alone. A blank is such a mark, but not behind
    // another number, for then it may part two.
    private const string Whole =
        @"(?:(?:[0-9]{1,3}(?:(?:,[0-9]{3})+|(?:'[0-9]{3})+|(?:_[0-9]{3})+)|(?<![0-9][ ])[1-9][0-9]{0,2}(?:[ ][0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3})"
        + @"(?![0-9])|[0-9]+)";

    private const string Unsigned = @"(?:" + Whole + @"(?:\.[0-9]+)?|\.[0-9]+)";

    // A dash is a sign unless something stands before it from which it subtracts; so are "minus" and "negative".
    private const string Sign = @"(?<sign>(?<![\p{L}\p{N})\]}—―-]|[0-9)}%]\s+)[-—―]|(?<![0-9)}\]%]\s*|\b\p{L}\s+)\b(?:negative|minus)\s+-?)?";

    private const string Power10 = @"\s*[×x*·]\s*10(?:\s*\^\s*\{?(?<exponent>[+-]?[0-9]{1,3})\}?|(?<exponent>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))";

    private const string AnyPower =
        @"(?:\s?\^\s?(?:\{\s*(?<power>-?[0-9]{1,3})\s*\}|\(\s*(?<power>-?[0-9]{1,3})\s*\)|(?<power>-?[0-9]{1,3})(?![0-9.{(\p{L}]))"
        + @"|\*\*(?<power>[0-9]{1,3})(?![0-9.])|(?<power>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))";

    // What is no single number, such as a date, a time or a ratio, is matched whole, so that no part of it is taken for one.
    [GeneratedRegex(
        @"(?:(?<![\p{L}\p{N}_\\^-[" + UnspacedScripts + @"]]|[0-9][.,/:']|\^[{(]\s?)|(?<=\b(?:USD|EUR|GBP|Rs\.?)))"
        + @"(?:" + Sign + @"(?<currency>[$€£¥₹])\s?|" + Sign + @")(?<sign>(?<=[$€£¥₹]\s?)-)?"
        + @"(?:(?<other>" + Unsigned + @"(?:\s?/\s?" + Unsigned + @"){2,}|[0-9]+(?::[0-9]+)+|[0-9]+(?:\.[0-9]+){2,})"
        + @"|(?<whole>[0-9]+)(?:\s|-|\s+and\s+)(?<over>[0-9]+)/(?<under>[0-9]+)"
        + @"|(?<over>" + Unsigned + @")\s?/\s?(?<negative>-)?(?<under>" + Unsigned + @")"
        + @"|(?<whole>[0-9]+)?\s?(?<vulgar>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])"
        + @"|(?<plain>" + Unsigned + @")(?:[eE](?<exponent>[+-]?[0-9]{1,3})(?![\p{L}\p{N}])|" + Power10 + "|" + AnyPower + @")?)"
        + @"(?:\s{0,4}(?<percent>%|per\s?cent\b)|\s{1,4}(?<scale>hundred|thousand|million|billion|trillion)\b"
        + @"|(?(currency)(?<scale>[kmb])(?![\p{L}\p{N}$^_])|(?!)))?",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex("[,'_ ]")]
    private static partial Regex Grouping();
}

/// <param name="Value">Null where the digits are no single number: a date, a ratio, a division by zero, or far too long.</param>
internal readonly record struct FoundNumber(int Index, int Length, ExactNumber? Value, bool IsPercent)
{
    public int End => Index + Length;
}

using System.Text.RegularExpressions;

namespace ArenaLearning.Contracts.Formats.Answers;

/// <summary>
/// LaTeX and typography around numbers as plain signs: <c>1\frac{1}{2}</c> becomes <c>1 1/2</c>, <c>10\,000</c> becomes <c>10,000</c>, any
/// space a blank, any dash but the longest a hyphen. The text keeps its length, so that what is found in it lies at the same place in the response.
/// </summary>
public static partial class PlainMath
{
    public static string Of(string text)
    {
        if (text.AsSpan().ContainsAnyExceptInRange('\0', '\x7f')) text = string.Create(text.Length, text, Signs);
        if (!text.AsSpan().ContainsAny("\\{~")) return text;
        var before = text;
        text = Fraction().Replace(text, match =>
        {
            var mixed = match.Index > 0 && char.IsAsciiDigit(before[match.Index - 1]) ? " " : "";
            return $"{mixed}{match.Groups[1]}{match.Groups[2]}/{match.Groups[3]}{match.Groups[4]}".PadRight(match.Length);
        });
        text = SplitDigits().Replace(text, match => Between().Replace(match.Value, ",").PadRight(match.Length));
        text = BracedSign().Replace(text, match => "-".PadLeft(match.Length));
        text = Escaped().Replace(text, match => match.Value[1] == '%' ? "% " : $" {match.Value[1]}");
        text = Wrapper().Replace(text, match => new string(' ', match.Length));
        text = Times().Replace(text, match => "*".PadRight(match.Length));
        return Divided().Replace(text, match => "/".PadRight(match.Length));
    }

    private static void Signs(Span<char> plain, string text)
    {
        for (var i = 0; i < text.Length; i++) plain[i] = Sign(text[i]);
    }

    private static char Sign(char sign) => sign switch
    {
        '\u00a0' or '\u1680' or (>= '\u2000' and <= '\u200b') or '\u202f' or '\u205f' or '\u2060' or '\u3000' or '\ufeff' => ' ',
        // Hyphens, figure and en dash, the minus sign and its kin. The em dash is mostly punctuation: see NumberText.
        (>= '\u2010' and <= '\u2013') or '\u2212' or '\ufe63' or '\uff0d' => '-',
        '\u2044' or '\u2215' => '/',
        '\u2019' or '\u02bc' => '\'',
        (>= '\uff10' and <= '\uff19') => (char)(sign - '\uff10' + '0'),
        '\uff0c' => ',',
        '\uff0e' => '.',
        '\uff1d' => '=',
        _ => sign,
    };

    // \frac{3}{4}, \dfrac34, \frac{3}4: whole or decimal numbers above and below.
    [GeneratedRegex(@"\\[dtc]?frac\s*(?:\{\s*(-?[0-9][0-9.,]*)\s*\}|([0-9]))\s*(?:\{\s*(-?[0-9][0-9.,]*)\s*\}|([0-9]))")]
    private static partial Regex Fraction();

    private const string Separator = @"(?:\{\\?,\}|\{ \}|\$?\\[,;: ]\$?|,\\!|~|\\thinspace\s?)";

    // Thousands as TeX writes them: 1{,}234, 1\,234, 1\ 234, 1~234 and 1,\!234; lakhs and crores, too.
    [GeneratedRegex(@"[0-9]{1,3}(?:" + Separator + @"[0-9]{2,3})*" + Separator + @"[0-9]{3}(?![0-9])(?:\.[0-9]+)?")]
    private static partial Regex SplitDigits();

    [GeneratedRegex(Separator)]
    private static partial Regex Between();

    [GeneratedRegex(@"\{\s*-\s*\}(?=\s*[0-9$.])")]
    private static partial Regex BracedSign();

    [GeneratedRegex(@"\\[%$#&_]")]
    private static partial Regex Escaped();

    [GeneratedRegex(
        @"\\(?:text(?:bf|it|rm|sf|tt|normal)?|math(?:rm|bf|it|sf|tt)|boldsymbol|bm|pmb|underline|uline|emph|operatorname|mbox|hbox"
        + @"|left|right|[bB]igg?[lr]?|displaystyle|textstyle|large|Large|LARGE|huge|Huge|bf|rm|it|approx|q?quad|enspace|thinspace)(?![a-zA-Z])"
        + @"|\\(?:text)?color\s*\{[^{}]*\}|\\[,;:! ()\[\]\\]|\^\s*\{?\s*\\circ\s*\}?|\\degree(?![a-zA-Z])")]
    private static partial Regex Wrapper();

    [GeneratedRegex(@"\\(?:times|cdot)(?![a-zA-Z])")]
    private static partial Regex Times();

    [GeneratedRegex(@"\\div(?![a-zA-Z])")]
    private static partial Regex Divided();
}

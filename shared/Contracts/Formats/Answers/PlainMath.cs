using System.Text.RegularExpressions;

namespace ArenaLearning.Contracts.Formats.Answers;

/// <summary>
/// LaTeX and typography around numbers as plain signs: <c>1\frac{1}{2}</c> becomes <c>1 1/2</c>. The text keeps its length,
/// so that what is found in it lies at the same place in the response.
/// </summary>
public static partial class PlainMath
{
    public static string Of(string text)
    {
        if (text.Contains('\\', StringComparison.Ordinal) || text.Contains("{,}", StringComparison.Ordinal))
        {
            var before = text;
            text = Fraction().Replace(text, match =>
            {
                var mixed = match.Index > 0 && char.IsAsciiDigit(before[match.Index - 1]) ? " " : "";
                return $"{mixed}{match.Groups[1]}{match.Groups[2]}/{match.Groups[3]}{match.Groups[4]}".PadRight(match.Length);
            });
            text = SplitDigits().Replace(text, match => Between().Replace(match.Value, ",").PadRight(match.Length));
            text = Escaped().Replace(text, match => match.Value[1] == '%' ? "% " : $" {match.Value[1]}");
            text = Wrapper().Replace(text, match => new string(' ', match.Length));
            text = Times().Replace(text, match => "*".PadRight(match.Length));
            text = Divided().Replace(text, match => "/".PadRight(match.Length));
        }
        return text.Replace('\u2212', '-').Replace('\u00a0', ' ').Replace('\u202f', ' ').Replace('\u2044', '/').Replace('\u2215', '/');
    }

    // \frac{3}{4}, \dfrac34, \frac{3}4: whole or decimal numbers above and below.
    [GeneratedRegex(@"\\[dtc]?frac\s*(?:\{\s*(-?[0-9][0-9.,]*)\s*\}|([0-9]))\s*(?:\{\s*([0-9][0-9.,]*)\s*\}|([0-9]))")]
    private static partial Regex Fraction();

    // Thousands as TeX writes them: 1{,}234, 1\,234 and 1,\!234.
    [GeneratedRegex(@"[0-9]{1,3}(?:(?:\{,\}|\\,|,\\!)[0-9]{3})+(?![0-9])")]
    private static partial Regex SplitDigits();

    [GeneratedRegex(@"\{,\}|\\,|,\\!")]
    private static partial Regex Between();

    [GeneratedRegex(@"\\[%$#&_]")]
    private static partial Regex Escaped();

    [GeneratedRegex(@"\\(?:text|textbf|textit|mathrm|mathbf|operatorname|mbox|left|right|displaystyle|approx|quad|[,;:! ()\[\]])|\^\s*\{?\s*\\circ\s*\}?|\\degree")]
    private static partial Regex Wrapper();

    [GeneratedRegex(@"\\(?:times|cdot)")]
    private static partial Regex Times();

    [GeneratedRegex(@"\\div")]
    private static partial Regex Divided();
}

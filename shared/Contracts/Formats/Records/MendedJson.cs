using System.Globalization;
using System.Text;

namespace ArenaLearning.Contracts.Formats.Records;

/// <summary>
/// Mends what language models get wrong in the strings of JSON: escapes that there are not, such as LaTeX's <c>\(</c>, and line breaks and
/// other control characters as they are. Whoever mends reads the text as it is first.
/// </summary>
public static class MendedJson
{
    private const string Escaped = "\"\\/bfnrt";

    /// <param name="text">JSON, or a text that holds JSON.</param>
    /// <returns>The text with its strings mended; null where there is nothing to mend.</returns>
    public static string? Of(string text)
    {
        var mended = new StringBuilder(text.Length + 16);
        var (depth, isInString) = (0, false);
        for (var at = 0; at < text.Length; at++)
        {
            var sign = text[at];
            if (!isInString)
            {
                if (sign is '{' or '[') depth++;
                else if (sign is '}' or ']' && depth > 0) depth--;
                else if (sign == '"') isInString = depth > 0;
                mended.Append(sign);
            }
            else if (sign == '\\')
            {
                mended.Append(sign);
                // Of an escape that there is not the backslash is meant.
                if (IsEscape(text, at + 1)) mended.Append(text[++at]);
                else mended.Append('\\');
            }
            else if (sign < ' ') mended.Append(CultureInfo.InvariantCulture, $"\\u{(int)sign:x4}");
            else
            {
                if (sign == '"') isInString = false;
                mended.Append(sign);
            }
        }
        return mended.Length == text.Length ? null : mended.ToString();
    }

    private static bool IsEscape(string text, int at)
    {
        if (at >= text.Length) return false;
        if (text[at] != 'u') return Escaped.Contains(text[at], StringComparison.Ordinal);
        return at + 4 < text.Length && text.AsSpan(at + 1, 4).ContainsAnyExcept(HexDigits) is false;
    }

    private static readonly System.Buffers.SearchValues<char> HexDigits = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");
}

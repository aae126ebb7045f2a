using ArenaLearning.Contracts.Formats.Answers;

namespace ArenaLearning.Judging.Verification;

/// <summary>Splits prose into what calculations are made of and what interrupts them.</summary>
internal static class ProseTokens
{
    private const string Currencies = "$€£¥₹";

    public static List<ProseToken> Of(string text)
    {
        var tokens = new List<ProseToken>();
        for (var at = 0; at < text.Length;)
        {
            var token = Next(text, at, tokens);
            if (token.Kind is not ProseKind.Space) tokens.Add(token);
            at += token.Length;
        }
        return tokens;
    }

    private static ProseToken Next(string text, int at, List<ProseToken> before)
    {
        var sign = text[at];
        if (sign == '\n') return new(ProseKind.Other, at, 1, "\n");
        if (char.IsWhiteSpace(sign) || (Currencies.Contains(sign, StringComparison.Ordinal) && NextDigit(text, at + 1))) return new(ProseKind.Space, at, 1, "");
        if (sign == '*' && at + 1 < text.Length && text[at + 1] == '*') return new(ProseKind.Space, at, 2, ""); // bold
        if (char.IsAsciiDigit(sign) || (sign == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))) return Number(text, at);
        if (sign is 'x' or 'X' && before is [.., { Kind: ProseKind.Number or ProseKind.Close }] && NextDigit(text, at + 1)) return Operator('*');
        if (char.IsLetter(sign)) return Word(text, at);
        return sign switch
        {
            '+' or '-' or '*' or '/' => Operator(sign),
            '\u2013' => Operator('-'),
            '×' or '·' => Operator('*'),
            '÷' => Operator('/'),
            '(' => new(ProseKind.Open, at, 1, "("),
            ')' => new(ProseKind.Close, at, 1, ")"),
            '=' or '≈' => new(ProseKind.Equals, at, 1, "="),
            _ => new(ProseKind.Other, at, 1, sign.ToString()),
        };

        ProseToken Operator(char operation) => new(ProseKind.Operator, at, 1, operation.ToString());
    }

    private static ProseToken Number(string text, int start)
    {
        var end = start;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || (text[end] == ',' && IsThousand(text, start, end)))) end++;
        var point = end < text.Length - 1 && text[end] == '.' && char.IsAsciiDigit(text[end + 1]) ? end : -1;
        if (point >= 0)
            for (end++; end < text.Length && char.IsAsciiDigit(text[end]);) end++;
        var digits = text[start..end].Replace(",", "", StringComparison.Ordinal);
        var percent = end < text.Length && text[end] == '%';
        return new(ProseKind.Number, start, end - start + (percent ? 1 : 0), digits)
        {
            Decimals = point < 0 ? 0 : end - point - 1,
            IsPercent = percent,
        };
    }

    private static bool IsThousand(string text, int start, int comma) =>
        comma > start && comma + 3 < text.Length
        && char.IsAsciiDigit(text[comma + 1]) && char.IsAsciiDigit(text[comma + 2]) && char.IsAsciiDigit(text[comma + 3])
        && (comma + 4 >= text.Length || !char.IsAsciiDigit(text[comma + 4]));

    private static ProseToken Word(string text, int start)
    {
        var end = start;
        while (end < text.Length && (char.IsLetter(text[end]) || text[end] is '\'' or '’')) end++;
        return new(ProseKind.Other, start, end - start, text[start..end]);
    }

    private static bool NextDigit(string text, int at)
    {
        while (at < text.Length && (text[at] is ' ' or '(' || Currencies.Contains(text[at], StringComparison.Ordinal))) at++;
        return at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.');
    }
}

internal enum ProseKind
{
    Number,
    Operator,
    Open,
    Close,
    Equals,
    /// <summary>A word, a mark or the end of a line: no calculation goes on across it.</summary>
    Other,
    Space,
}

/// <param name="Text">Digits without commas, <c>+-*/</c>, or the word or mark.</param>
internal readonly record struct ProseToken(ProseKind Kind, int Index, int Length, string Text)
{
    public int Decimals { get; init; }

    public bool IsPercent { get; init; }

    public int End => Index + Length;

    public ExactNumber Value => ExactNumber.Parse(Text);
}

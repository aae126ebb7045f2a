using ArenaLearning.Contracts.Formats.Answers;

namespace ArenaLearning.Judging.Verification;

/// <summary>One side of an equation that was found in prose.</summary>
/// <param name="Index">Where it begins.</param>
/// <param name="First">The number that it begins with, if it does.</param>
/// <param name="Literal">The number, where the side is nothing else.</param>
/// <param name="Decimals">Most decimals of its numbers.</param>
internal sealed record ProseExpression(int Index, ExactNumber Value, ExactNumber? First, ProseToken? Literal, int Decimals)
{
    private const int MostTokens = 60;
    private const int MostDigits = 40;

    /// <returns>Null where the tokens are no calculation that can be worked out for certain.</returns>
    public static ProseExpression? Parse(IReadOnlyList<ProseToken> tokens)
    {
        tokens = WithoutLooseBrackets(tokens);
        if (tokens.Count is 0 or > MostTokens || tokens.Any(token => token.Text.Length > MostDigits)) return null;
        var numbers = tokens.Where(token => token.Kind == ProseKind.Number).ToList();
        if (numbers.Exists(number => number.Text is ['0', _, ..] && number.Decimals == 0)) return null; // 0900
        // "25 + 10%" may mean ten hundredths or ten hundredths of 25.
        if (numbers.Exists(number => number.IsPercent) && tokens.Any(token => token is { Kind: ProseKind.Operator, Text: "+" or "-" })) return null;
        var at = 0;
        try
        {
            if (Sum(tokens, ref at) is not { } value || at != tokens.Count) return null;
            ExactNumber? first = tokens[0].Kind == ProseKind.Number ? tokens[0].Value : null;
            ProseToken? literal = tokens is [{ Kind: ProseKind.Number } only] ? only : null;
            return new(tokens[0].Index, value, first, literal, numbers.Max(number => number.Decimals));
        }
        catch (DivideByZeroException)
        {
            return null;
        }
    }

    private static ExactNumber? Sum(IReadOnlyList<ProseToken> tokens, ref int at)
    {
        var sum = Product(tokens, ref at);
        while (sum is not null && Operator(tokens, at) is '+' or '-')
        {
            var minus = tokens[at++].Text == "-";
            sum = Product(tokens, ref at) is { } term ? minus ? sum - term : sum + term : null;
        }
        return sum;
    }

    private static ExactNumber? Product(IReadOnlyList<ProseToken> tokens, ref int at)
    {
        var product = Factor(tokens, ref at);
        while (product is not null && Operator(tokens, at) is '*' or '/')
        {
            var over = tokens[at++].Text == "/";
            // "3 / 1/2" divides by a half.
            var tight = over && IsTight(tokens, at) && tokens[at].Index > tokens[at - 1].End && Operator(tokens, at + 1) == '/';
            var factor = Factor(tokens, ref at);
            if (tight && factor is not null)
            {
                at++;
                factor = Factor(tokens, ref at) is { } under ? factor / under : null;
            }
            product = factor is { } by ? over ? product / by : product * by : null;
        }
        return product;
    }

    /// <summary>A number, a sign and a number without spaces between them.</summary>
    private static bool IsTight(IReadOnlyList<ProseToken> tokens, int at) =>
        at + 2 < tokens.Count && tokens[at].End == tokens[at + 1].Index && tokens[at + 1].End == tokens[at + 2].Index
        && tokens[at + 2].Kind == ProseKind.Number;

    private static ExactNumber? Factor(IReadOnlyList<ProseToken> tokens, ref int at)
    {
        if (at >= tokens.Count) return null;
        var token = tokens[at++];
        if (token is { Kind: ProseKind.Operator, Text: "-" }) return Factor(tokens, ref at) is { } positive ? -positive : null;
        if (token.Kind == ProseKind.Open)
            return Sum(tokens, ref at) is { } inner && at < tokens.Count && tokens[at++].Kind == ProseKind.Close ? inner : null;
        if (token.Kind != ProseKind.Number) return null;
        var value = token.IsPercent ? token.Value / new ExactNumber(100, 1) : token.Value;
        // 1 1/2
        if (token is { Decimals: 0, IsPercent: false } && at + 2 < tokens.Count && tokens[at] is { Kind: ProseKind.Number, Decimals: 0 } over
            && tokens[at + 1] is { Kind: ProseKind.Operator, Text: "/" } && tokens[at + 2] is { Kind: ProseKind.Number, Decimals: 0 } under)
        {
            at += 3;
            return value + over.Value / under.Value;
        }
        return value;
    }

    private static char? Operator(IReadOnlyList<ProseToken> tokens, int at) =>
        at < tokens.Count && tokens[at].Kind == ProseKind.Operator ? tokens[at].Text[0] : null;

    /// <summary>"(3 + 4 = 7)" has one bracket on either side.</summary>
    private static IReadOnlyList<ProseToken> WithoutLooseBrackets(IReadOnlyList<ProseToken> tokens)
    {
        var loose = tokens.Count(token => token.Kind == ProseKind.Open) - tokens.Count(token => token.Kind == ProseKind.Close);
        var (start, end) = (0, tokens.Count);
        for (; loose > 0 && start < end && tokens[start].Kind == ProseKind.Open; loose--) start++;
        for (; loose > 0 && start < end && tokens[end - 1].Kind == ProseKind.Open; loose--) end--;
        for (; loose < 0 && start < end && tokens[end - 1].Kind == ProseKind.Close; loose++) end--;
        return start == 0 && end == tokens.Count ? tokens : [.. tokens.Skip(start).Take(end - start)];
    }
}

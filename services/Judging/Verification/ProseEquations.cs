using System.Text.RegularExpressions;
using ArenaLearning.Contracts.Formats.Answers;

namespace ArenaLearning.Judging.Verification;

/// <summary>
/// Finds and checks the equations of an answer in prose, such as "She makes 9 * 2 = $18". Only what can be worked out for certain is
/// a step: numbers and + - * / on both sides, with an operation on one of them. A result with decimals may be rounded or cut off at its last
/// digit.
/// </summary>
public static partial class ProseEquations
{
    // "half of 10 + 2 = 7": what stands before such a word belongs to the calculation and cannot be read.
    private static readonly HashSet<string> Operations = new(StringComparer.OrdinalIgnoreCase)
    {
        "times", "plus", "minus", "by", "of", "over", "less", "than", "per", "to", "and", "or", "half", "twice", "double", "triple", "thrice", "root",
        "log", "squared", "cubed", "percent", "hundred", "thousand", "million", "billion", "dozen", "pi",
    };

    // "day 1 * 2 = 20": the number is a name.
    private static readonly HashSet<string> Labels = new(StringComparer.OrdinalIgnoreCase)
    {
        "day", "days", "week", "weeks", "month", "months", "year", "years", "step", "steps", "part", "number", "no", "problem",
        "question", "option", "case", "chapter", "page", "pages", "grade", "level", "round",
    };

    // "$1 / 2 = 50 cents", "13 / 6 = 2 full boxes": the equation holds in other units, or but for a remainder.
    private static readonly HashSet<string> OtherResults = new(StringComparer.OrdinalIgnoreCase) { "cents", "cent", "full", "whole", "remainder", "rem", "r" };

    /// <returns>The steps found: how many, how many are right before the first that is wrong, and where that begins.</returns>
    public static EquationCheck Check(string response)
    {
        // GSM8K's calculator marks, <<48/2=24>>, repeat what stands around them.
        var text = CalculatorMark().Replace(PlainMath.Of(response), match => new string(' ', match.Length));
        var tokens = ProseTokens.Of(text);
        var (steps, right, firstWrong) = (0, 0, (int?)null);
        for (var start = 0; start < tokens.Count; start++)
        {
            if (tokens[start].Kind == ProseKind.Other) continue;
            var end = start;
            while (end < tokens.Count && tokens[end].Kind != ProseKind.Other) end++;
            var sides = Sides(text, tokens, start, end);
            // "The remaining 10 = 62,300/10": a number with a name before it is no result.
            if (sides[0]?.Literal is not null && start > 0 && char.IsLetter(tokens[start - 1].Text[0])) sides[0] = null;
            foreach (var (left, next) in Pairs(sides))
            {
                steps++;
                if (!IsSame(left, next)) firstWrong ??= next.Index;
                else if (firstWrong is null) right++;
            }
            start = end;
        }
        return new(steps, right, firstWrong);
    }

    private static IEnumerable<(ProseExpression Left, ProseExpression Right)> Pairs(List<ProseExpression?> sides) =>
        sides.Zip(sides.Skip(1)).Where(pair => pair is { First: not null, Second: not null } && (pair.First.Literal is null || pair.Second.Literal is null))
            .Select(pair => (pair.First!, pair.Second!));

    /// <summary>The sides of the equations between two tokens; those that cannot be read are null.</summary>
    private static List<ProseExpression?> Sides(string text, List<ProseToken> tokens, int start, int end)
    {
        var sides = new List<ProseExpression?>();
        for (var from = start; from <= end;)
        {
            var to = from;
            while (to < end && tokens[to].Kind != ProseKind.Equals) to++;
            var readable = to > from && (from > start || StartsHere(tokens, from)) && (to < end || EndsHere(text, tokens, to));
            sides.Add(readable ? ProseExpression.Parse(tokens.GetRange(from, to - from)) : null);
            from = to + 1;
        }
        return sides;
    }

    private static bool StartsHere(List<ProseToken> tokens, int at)
    {
        if (at == 0) return true;
        var before = tokens[at - 1];
        var isWord = char.IsLetter(before.Text[0]);
        var glued = before.End == tokens[at].Index;
        if (glued && before.Text is not ("\n" or "\"" or "*" or "_" or "[" or "," or ";")) return false;
        if (before.Text == "^" || (before.Text == "," && at > 1 && tokens[at - 2].Kind == ProseKind.Number)) return false; // 14, 400
        if (at > 1 && before.Text != "\n" && tokens[at - 2].Kind == ProseKind.Operator) return false; // 3 + eggs 4 + 5
        return !isWord || !(before.Text.Length == 1 || tokens[at].Kind == ProseKind.Operator
            || Operations.Contains(before.Text) || Labels.Contains(before.Text));
    }

    private static bool EndsHere(string text, List<ProseToken> tokens, int end)
    {
        if (end >= tokens.Count) return true;
        var (last, next) = (tokens[end - 1], tokens[end]);
        if (last.End == next.Index && (next.Text is "^" or "!" or "\\" or "%" or "/" || (next.Text is ":" && IsDigit(next.End)))) return false;
        if (!char.IsLetter(next.Text[0])) return true;
        if (next.Text.Length == 1 && (last.End == next.Index || next.Text is "x" or "y" or "z" or "n" or "X" or "π")) return false; // 5A, 5 x
        return !Operations.Contains(next.Text) && !OtherResults.Contains(next.Text);

        bool IsDigit(int index) => index < text.Length && char.IsAsciiDigit(text[index]);
    }

    private static bool IsSame(ProseExpression left, ProseExpression right)
    {
        if (Near(left.Value, right.Value)) return true;
        // 47+35=82-28: goes on from the result.
        if (right.Literal is null && right.First is { } first && Near(left.Value, first)) return true;
        // 3/5 * 100 = 60%
        var hundred = new ExactNumber(100, 1);
        if (left.Literal?.IsPercent == true && Near(left.Value * hundred, right.Value)) return true;
        return right.Literal?.IsPercent == true && Near(left.Value, right.Value * hundred);

        bool Near(ExactNumber a, ExactNumber b)
        {
            if (a == b) return true;
            var decimals = Math.Max(left.Decimals, right.Decimals);
            if (decimals == 0) return false;
            var difference = a - b;
            return (difference.Numerator.Sign < 0 ? -difference : difference) is var gap
                && (gap * ExactNumber.PowerOfTen(decimals) - new ExactNumber(1, 1)).Numerator.Sign < 0;
        }
    }

    [GeneratedRegex("<<[^<>\n]{0,200}>>")]
    private static partial Regex CalculatorMark();
}

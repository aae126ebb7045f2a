using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace ArenaLearning.Judging.Verification;

/// <summary>
/// Finds and checks the equations of a worked answer. In a chain <c>x=y=z</c> every <c>=</c> is a step. A step is
/// right where the expression after the sign has the value of the one before (<c>6*47=240+42</c>), or begins with
/// that value and goes on from there (<c>47+35=82-28</c>).
/// </summary>
public static partial class Equations
{
    /// <param name="question">Numbers of the question: the only ones, with their tens and ones, from which to start.</param>
    /// <param name="work">The response up to its final answer.</param>
    /// <param name="reference">The right answer, at which the last equation must arrive.</param>
    public static EquationCheck Check(IReadOnlyList<BigInteger> question, string work, BigInteger reference)
    {
        var known = new HashSet<BigInteger>(question);
        foreach (var number in question) known.UnionWith([number / 10 * 10, number % 10]);

        var (steps, right, firstWrong) = (0, 0, (int?)null);
        BigInteger? last = null;
        foreach (Match chain in Chain().Matches(work))
        {
            BigInteger? before = null;
            foreach (var expression in Split(chain))
            {
                var isRight = before is { } value
                    ? expression.Value == value || (expression.Numbers[0] == value && expression.Numbers.Skip(1).All(known.Contains))
                    : expression.Numbers.All(known.Contains);
                if (before is not null) steps++;
                if (!isRight) firstWrong ??= expression.Offset;
                else if (before is not null && firstWrong is null) right++;
                before = expression.Value;
                known.Add(expression.Value);
            }
            last = before;
        }
        // What looks like an equation but is none, such as "47+35=", counts as a step that went wrong.
        if (Unfinished().Match(Chain().Replace(work, match => new string(' ', match.Length))) is { Success: true } unfinished)
        {
            steps++;
            firstWrong = Math.Min(firstWrong ?? int.MaxValue, unfinished.Index);
        }
        if (firstWrong is null && last is { } end && end != reference) firstWrong = work.Length;
        return new(steps, right, firstWrong);
    }

    private static IEnumerable<Expression> Split(Match chain)
    {
        var offset = chain.Index;
        foreach (var text in chain.Value.Split('='))
        {
            var indent = text.Length - text.TrimStart().Length;
            yield return Expression.Parse(text, offset + indent);
            offset += text.Length + 1;
        }
    }

    /// <param name="Value">With <c>*</c> before <c>+</c> and <c>-</c>.</param>
    private sealed record Expression(int Offset, IReadOnlyList<BigInteger> Numbers, BigInteger Value)
    {
        public static Expression Parse(string text, int offset)
        {
            var numbers = new List<BigInteger>();
            var (sum, term) = (BigInteger.Zero, BigInteger.One);
            var (sign, operation) = (1, '*');
            foreach (Match token in Token().Matches(text))
            {
                if (!char.IsAsciiDigit(token.Value[0]))
                {
                    operation = token.Value[0];
                    continue;
                }
                var number = BigInteger.Parse(token.Value, CultureInfo.InvariantCulture);
                numbers.Add(number);
                if (operation == '*') term *= number;
                else
                {
                    sum += sign * term;
                    (sign, term) = (operation == '+' ? 1 : -1, number);
                }
            }
            return new(offset, numbers, sum + sign * term);
        }
    }

    [GeneratedRegex(@"[0-9]+(?:\s*[-+*]\s*[0-9]+)*(?:\s*=\s*[0-9]+(?:\s*[-+*]\s*[0-9]+)*)+")]
    private static partial Regex Chain();

    [GeneratedRegex(@"[0-9]+|[-+*]")]
    private static partial Regex Token();

    [GeneratedRegex(@"=|#|[0-9]\s*[-+*]|[-+*]\s*[0-9]")]
    private static partial Regex Unfinished();
}

/// <param name="Steps">Steps found.</param>
/// <param name="RightSteps">Steps right before the first error.</param>
/// <param name="FirstWrong">Offset of the first expression that is wrong; null where all are right.</param>
public sealed record EquationCheck(int Steps, int RightSteps, int? FirstWrong)
{
    public bool AllRight => FirstWrong is null;
}

using System.Numerics;

namespace ArenaLearning.Judging.Verification;

/// <summary>
/// The texts that answer an arithmetic question rightly. A wrong response goes wrong at the character where it leaves
/// the last of them.
/// </summary>
/// <param name="Canonical">The terse answer and, where the question is understood, the worked one.</param>
/// <param name="Commuted">
/// Worked answers with operands swapped. A response is held against one only once it shows all of the opening
/// expression: <c>3</c> as the start of <c>37+35</c> is an error in <c>47+35</c>, not the start of <c>35+47</c>.
/// </param>
/// <param name="WorkedSteps">Number of steps of the worked answer; 0 where the question is not understood.</param>
public sealed record AcceptedAnswers(
    IReadOnlyList<string> Canonical, IReadOnlyList<string> Commuted, int WorkedSteps)
{
    /// <summary>
    /// Which operations are meant follows from the numbers: those that lead from the question's numbers, in their
    /// order, to the reference. Known are a+b, a-b, a*b (by tens and ones of the larger factor) and a+b-c.
    /// </summary>
    public static AcceptedAnswers Of(IReadOnlyList<BigInteger> question, BigInteger reference)
    {
        var end = $"#### {reference}";
        var (canonical, commuted, steps) = (new List<string> { end }, new List<string>(), 0);

        if (question is [var a, var b])
        {
            if (a + b == reference) Add(1, $"{a}+{b}={reference}", $"{b}+{a}={reference}");
            if (a - b == reference) Add(1, $"{a}-{b}={reference}");
            if (a * b == reference)
            {
                var (one, other) = a < b ? (a, b) : (b, a);
                var sum = $"{one * (other / 10 * 10)}+{one * (other % 10)}";
                Add(2, $"{a}*{b}={sum}={reference}", $"{b}*{a}={sum}={reference}");
            }
        }
        else if (question is [var first, var second, var third] && first + second - third == reference)
        {
            var rest = $"{first + second}-{third}={reference}";
            Add(2, $"{first}+{second}={rest}", $"{second}+{first}={rest}");
        }
        return new(canonical, commuted, steps);

        void Add(int workedSteps, string work, string? swapped = null)
        {
            steps = Math.Max(steps, workedSteps);
            canonical.Add($"{work} {end}");
            if (swapped is not null) commuted.Add($"{swapped} {end}");
        }
    }

    /// <returns>Length of the longest beginning that the response shares with an accepted text.</returns>
    public int SharedLength(string response)
    {
        var longest = Canonical.Max(text => text.AsSpan().CommonPrefixLength(response));
        foreach (var text in Commuted)
            if (text.AsSpan().CommonPrefixLength(response) is var shared && shared > text.IndexOf('='))
                longest = Math.Max(longest, shared);
        return longest;
    }
}

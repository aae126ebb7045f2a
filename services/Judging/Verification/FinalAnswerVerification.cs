using ArenaLearning.Contracts.Formats.Answers;
using ArenaLearning.Judging.Games;

namespace ArenaLearning.Judging.Verification;

/// <summary>
/// Scores responses to any prompt whose reference is a number, by their final answer (<see cref="FinalAnswerReader"/>) and the equations
/// that can be checked (<see cref="ProseEquations"/>).
/// <list type="table">
/// <item><term>10</term><description>final answer right, at least one equation, all of them right</description></item>
/// <item><term>8</term><description>final answer right, no equation that can be checked</description></item>
/// <item><term>5</term><description>final answer right, an equation wrong</description></item>
/// <item><term>1</term><description>final answer wrong, or none</description></item>
/// </list>
/// </summary>
public static class FinalAnswerVerification
{
    /// <exception cref="JudgeException">The reference is no number.</exception>
    public static VerifiedResponse Verify(string reference, string response)
    {
        if (FinalAnswerReader.ReadReference(reference) is not { } right)
            throw new JudgeException($"the verifier compares numbers and the reference '{reference}' is none: use another judge");
        var reading = FinalAnswerReader.Read(response);
        var work = ProseEquations.Check(response);
        if (reading?.IsSameNumber(right) != true)
            return new(1, new(false, work.FirstWrong ?? reading?.Offset ?? response.Length, reading is null
                ? $"no final answer: no number in the response; the answer is {right.Text}"
                : $"wrong: the answer is {right.Text} and '{reading.Text}' was read"));
        if (!work.AllRight) return new(5, new(true, work.FirstWrong, $"right, but the work goes wrong at character {work.FirstWrong}"));
        return work.Steps > 0
            ? new(10, new(true, null, $"right, and so are all {work.Steps} equations"))
            : new(8, new(true, null, "right, without work that can be checked"));
    }
}

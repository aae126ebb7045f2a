using ArenaLearning.Arena.Evaluation;
using ArenaLearning.DataMining.Prompts;
using Xunit;

namespace ArenaLearning.Arena.Tests.Evaluation;

public class SkillEvaluationTests
{
    [Fact]
    public void Problems_are_of_the_split_and_follow_from_the_seed()
    {
        var problems = SkillEvaluation.Draw(25, PairSplit.Arena, seed: 3);

        Assert.Equal(100, problems.Count);
        Assert.All(problems, problem => Assert.All(problem.Pairs, pair => Assert.Equal(PairSplit.Arena, pair.Split)));
        Assert.Equal(problems.Select(p => p.Question), SkillEvaluation.Draw(25, PairSplit.Arena, seed: 3).Select(p => p.Question));
        Assert.NotEqual(problems.Select(p => p.Question), SkillEvaluation.Draw(25, PairSplit.Arena, seed: 4).Select(p => p.Question));
    }

    [Fact]
    public void Accuracy_counts_right_final_answers_by_skill()
    {
        var problems = SkillEvaluation.Draw(4, PairSplit.Validation, seed: 1);

        // Additions all right, three of four subtractions, no multiplication, no answer to two steps.
        var responses = problems.Select((problem, i) => (i / 4) switch
        {
            0 => problem.Worked,
            1 => i == 4 ? "#### 100000" : problem.Terse,
            2 => $"#### -{problem.Answer}",
            _ => "no idea",
        }).ToArray();
        var result = SkillEvaluation.Score(problems, responses);

        Assert.Equal((7.0 / 16, 16), (result.Accuracy, result.Problems));
        Assert.Equal(
            [
                new("addition", 1, 0, 4, 4), new("subtraction", 0.75, Math.Sqrt(0.75 * 0.25 / 4), 3, 4), new("multiplication", 0, 0, 0, 4),
                new("two_step", 0, 0, 0, 4),
            ],
            result.Skills);
    }
}

using ArenaLearning.Contracts.Formats;
using ArenaLearning.DataMining.Prompts;
using ArenaLearning.Randomness;

namespace ArenaLearning.Arena.Evaluation;

/// <summary>How a model fares at freshly drawn problems, by skill.</summary>
/// <param name="Accuracy">Share of right final answers over all problems, 0 to 1.</param>
public sealed record EvaluationResult(double Accuracy, int Problems, IReadOnlyList<SkillResult> Skills);

/// <param name="Accuracy">Share of right final answers, 0 to 1.</param>
/// <param name="StandardError">Of the accuracy, by the binomial's variance: sqrt(p (1 - p) / n).</param>
public sealed record SkillResult(string Skill, double Accuracy, double StandardError, int Right, int Problems);

/// <summary>Draws problems of every skill and scores answers to them.</summary>
public static class SkillEvaluation
{
    /// <summary>Problems of every skill, whose operand pairs all belong to the split; the seed alone decides which.</summary>
    /// <param name="perSkill">Problems of each skill.</param>
    public static IReadOnlyList<ArithmeticProblem> Draw(int perSkill, PairSplit split, long seed) =>
    [
        .. ArithmeticSkills.All.SelectMany(skill =>
        {
            var random = SplitMix64.Stream(seed, $"eval-{split}-{skill.Name()}");
            return Enumerable.Range(0, perSkill).Select(_ => ArithmeticProblems.Draw(skill, split, random));
        }),
    ];

    /// <param name="responses">One for each problem.</param>
    public static EvaluationResult Score(IReadOnlyList<ArithmeticProblem> problems, IReadOnlyList<string> responses)
    {
        var skills = problems.Zip(responses, (problem, response) => (problem.Skill, Right: FinalAnswer.Matches(response, problem.Reference)))
            .GroupBy(answer => answer.Skill)
            .OrderBy(skill => skill.Key)
            .Select(skill => Result(skill.Key.Name(), skill.Count(answer => answer.Right), skill.Count()))
            .ToArray();
        return new((double)skills.Sum(skill => skill.Right) / problems.Count, problems.Count, skills);
    }

    private static SkillResult Result(string skill, int right, int problems)
    {
        var accuracy = (double)right / problems;
        return new(skill, accuracy, Math.Sqrt(accuracy * (1 - accuracy) / problems), right, problems);
    }
}

using ArenaLearning.Arena.Evaluation;
using ArenaLearning.Arena.Tests.Campaigns;
using ArenaLearning.Arena.Tests.Commands;
using ArenaLearning.Contracts.Formats;
using ArenaLearning.DataMining.Prompts;
using Xunit;

namespace ArenaLearning.Arena.Tests.Recipes;

public sealed class ShippedCompetitorTests : IDisposable
{
    private const int ProblemsOfEachSkill = 400;

    private static readonly string Examples = Path.Combine(Path.GetDirectoryName(ShippedExample.Path)!, "arithmetic");

    private readonly TemporaryFolder temporary = new();

    /// <summary>Those that are shipped; with <c>ARENA_TEST_COMPETITORS</c> each is trained again from its recipe too, a minute of both processors.</summary>
    public static TheoryData<string, ArithmeticSkill, bool> Competitors
    {
        get
        {
            (string Name, ArithmeticSkill Strength)[] all =
                [("subtractor", ArithmeticSkill.Subtraction), ("multiplier", ArithmeticSkill.Multiplication), ("storyteller", ArithmeticSkill.TwoStep)];
            var data = new TheoryData<string, ArithmeticSkill, bool>();
            foreach (var (name, strength) in all) data.Add(name, strength, false);
            if (Environment.GetEnvironmentVariable("ARENA_TEST_COMPETITORS") is { Length: > 0 })
                foreach (var (name, strength) in all) data.Add(name, strength, true);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Competitors))]
    public async Task Each_is_strong_at_one_skill_and_weak_at_the_others(string competitor, ArithmeticSkill strength, bool trainedAgain)
    {
        var shipped = Path.Combine(Examples, competitor);
        var checkpoint = trainedAgain ? await TrainAsync(competitor) : shipped;

        var accuracies = await MeasureAsync(checkpoint);

        Assert.All(accuracies, skill => Assert.InRange(skill.Accuracy, skill.Skill == strength.Name() ? 0.8 : 0, skill.Skill == strength.Name() ? 1 : 0.15));
        Assert.InRange(new FileInfo(Path.Combine(checkpoint, "model.safetensors")).Length, 1, 1_000_000);
        if (!trainedAgain) return;
        foreach (var (first, again) in (await MeasureAsync(shipped)).Zip(accuracies))
        {
            // Another processor rounds otherwise, and training carries that on: four standard errors, and two points for luck.
            var noise = 4 * Math.Sqrt(first.StandardError * first.StandardError + again.StandardError * again.StandardError) + 0.02;
            Assert.True(Math.Abs(first.Accuracy - again.Accuracy) <= noise, $"{again.Skill}: {first.Accuracy} as shipped, {again.Accuracy} trained again");
        }
    }

    public void Dispose() => temporary.Dispose();

    private async Task<string> TrainAsync(string competitor)
    {
        var folder = Path.Combine(temporary.Path, competitor);
        var outcome = await SmallCampaign.InvokeAsync("train", Path.Combine(Examples, $"train-{competitor}.yaml"), "--out", folder);
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        return folder;
    }

    private static async Task<IReadOnlyList<SkillResult>> MeasureAsync(string checkpoint)
    {
        var problems = SkillEvaluation.Draw(ProblemsOfEachSkill, PairSplit.Arena, seed: 1);
        var answers = await CheckpointAnswers.OfAsync(checkpoint, problems, temperature: 0, seed: 1, "cpu", TestContext.Current.CancellationToken);
        return SkillEvaluation.Score(problems, answers).Skills;
    }
}

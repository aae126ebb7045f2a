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

    [Theory]
    [InlineData("subtractor", ArithmeticSkill.Subtraction)]
    [InlineData("multiplier", ArithmeticSkill.Multiplication)]
    [InlineData("storyteller", ArithmeticSkill.TwoStep)]
    public async Task Each_is_strong_at_one_skill_and_weak_at_the_others(string competitor, ArithmeticSkill strength)
    {
        var accuracies = await MeasureAsync(Path.Combine(Examples, competitor));

        Assert.All(accuracies, skill => Assert.InRange(skill.Accuracy, skill.Skill == strength.Name() ? 0.8 : 0, skill.Skill == strength.Name() ? 1 : 0.15));
        Assert.InRange(new FileInfo(Path.Combine(Examples, competitor, "model.safetensors")).Length, 1, 1_000_000);
    }

    [Fact]
    public async Task One_that_is_trained_again_from_its_recipe_is_as_good_within_noise()
    {
        var folder = Path.Combine(temporary.Path, "subtractor");

        var outcome = await SmallCampaign.InvokeAsync("train", Path.Combine(Examples, "train-subtractor.yaml"), "--out", folder);

        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        foreach (var (shipped, again) in (await MeasureAsync(Path.Combine(Examples, "subtractor"))).Zip(await MeasureAsync(folder)))
        {
            // Another processor rounds otherwise, and training carries that on: four standard errors, and two points for luck.
            var noise = 4 * Math.Sqrt(shipped.StandardError * shipped.StandardError + again.StandardError * again.StandardError) + 0.02;
            Assert.True(Math.Abs(shipped.Accuracy - again.Accuracy) <= noise, $"{again.Skill}: {shipped.Accuracy} as shipped, {again.Accuracy} trained again");
        }
    }

    public void Dispose() => temporary.Dispose();

    private static async Task<IReadOnlyList<SkillResult>> MeasureAsync(string checkpoint)
    {
        var problems = SkillEvaluation.Draw(ProblemsOfEachSkill, PairSplit.Arena, seed: 1);
        var answers = await CheckpointAnswers.OfAsync(checkpoint, problems, temperature: 0, seed: 1, "cpu", TestContext.Current.CancellationToken);
        return SkillEvaluation.Score(problems, answers).Skills;
    }
}

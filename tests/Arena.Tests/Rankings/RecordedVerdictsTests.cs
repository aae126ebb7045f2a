using ArenaLearning.Arena.Commands;
using ArenaLearning.Ratings.Leaderboards;
using ArenaLearning.Ratings.Models;
using ArenaLearning.Ratings.Styles;
using Xunit;

namespace ArenaLearning.Arena.Tests.Rankings;

/// <summary>Real verdicts of a judge on seven contestants, against ratings of a program of its own in another language.</summary>
public sealed class RecordedVerdictsTests
{
    private static readonly string Data = Path.Combine(Tests.Commands.ShippedExample.Path, "../../../shared/data/alpaca-eval");

    [Theory]
    [InlineData(false, new[] { 1575.1, 1287.3, 1003.6, 895.8, 817.6, 758.0, 662.7 })]
    [InlineData(true, new[] { 1498.8, 1289.7, 1016.6, 914.5, 838.7, 770.7, 671.1 })]
    public async Task Ratings_equal_an_independent_fit_and_order_contestants_as_people_do(bool soft, double[] expected)
    {
        if (!Directory.Exists(Data)) Assert.Skip("needs ../shared/data/alpaca-eval");

        var ranked = await RankCommand.RankAsync(
            new(Path.Combine(Data, "verdicts.jsonl.gz"), new(soft, Style: null, Category: null), Online: false,
                new(Rounds: 10, Model: new BradleyTerryOptions()), Path.Combine(Data, "arena-elo.csv"), Details: false),
            TestContext.Current.CancellationToken);

        Assert.Equal(
            ["null-model", "gpt4_1106_preview", "claude-2", "OpenHermes-2.5-Mistral-7B", "gemma-7b-it", "vicuna-7b-v1.5", "chatglm2-6b"],
            ranked.Leaderboard.Entries.Select(row => row.Contestant));
        Assert.All(ranked.Leaderboard.Entries.Zip(expected), pair => Assert.Equal(pair.Second, pair.First.Elo, 0.06));
        Assert.Equal(1, ranked.Agreement!.Spearman);
    }

    /// <summary>Figures of the same program, with the style of the recorded responses.</summary>
    [Theory]
    [InlineData(StyleKinds.Length, 1, new[] { 0.830 })]
    [InlineData(StyleKinds.All, 0.942857, new[] { 0.661, 0.118, 0.047, 0.337 })]
    public async Task Style_is_counted_from_the_responses_and_fitted_as_independently(StyleKinds kinds, double spearman, double[] coefficients)
    {
        if (!Directory.Exists(Data)) Assert.Skip("needs ../shared/data/alpaca-eval");

        var ranked = await RankCommand.RankAsync(
            new(Path.Combine(Data, "verdicts.jsonl.gz"), new(Soft: true, kinds, Category: null, Path.Combine(Data, "responses.jsonl.gz")), Online: false,
                new(Interval: IntervalMethod.Sandwich), Path.Combine(Data, "arena-elo.csv"), Details: false), TestContext.Current.CancellationToken);

        Assert.Equal(spearman, ranked.Agreement!.Spearman, 1e-5);
        Assert.All(ranked.Leaderboard.Fit!.Extra.Zip(coefficients), pair => Assert.Equal(pair.Second, pair.First, 0.001));
    }
}

using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Games;
using ArenaLearning.Judging.Judges;
using ArenaLearning.Judging.Verdicts;
using Xunit;

namespace ArenaLearning.Services.Tests.Judging;

public class TwoGameJudgeTests
{
    private static readonly VerdictRules Default = VerdictRules.Default;

    // Scores of A and B with A shown first, then with B shown first.
    [Theory]
    [InlineData(7, 5, 6, 6, BattleWinner.ModelA)]
    [InlineData(5, 5, 4, 6, BattleWinner.ModelB)]
    [InlineData(9, 3, 3, 4, BattleWinner.Inconsistent)]
    [InlineData(4, 4, 4, 4, BattleWinner.BothBad)]
    [InlineData(5, 5, 5, 5, BattleWinner.Tie)]
    [InlineData(3, 1, 3, 1, BattleWinner.ModelA)]
    [InlineData(7.1, 7.2, 7.3, 7.2, BattleWinner.Inconsistent)]
    [InlineData(7.1, 7.1, 7.3, 7.3, BattleWinner.Tie)]
    public void By_default_the_mean_scores_decide_and_games_that_disagree_are_inconsistent(
        double a1, double b1, double a2, double b2, BattleWinner winner) =>
        Assert.Equal(winner, TwoGameVerdict.WinnerOf(Default, new(a1, b1), new(a2, b2)));

    [Theory]
    [InlineData(7.5, 7, 7, 7, BattleWinner.Tie)]
    [InlineData(7.5, 7, 7.5, 7, BattleWinner.Tie)]
    [InlineData(8, 7, 7, 7, BattleWinner.Tie)]
    [InlineData(8, 7, 7.1, 7, BattleWinner.ModelA)]
    [InlineData(7.5, 7, 6, 8, BattleWinner.ModelB)]
    [InlineData(7.3, 6.8, 7.4, 6.9, BattleWinner.Tie)]
    [InlineData(4.9, 5.2, 4.9, 5.2, BattleWinner.Tie)]
    [InlineData(4.5, 4.8, 4.5, 4.8, BattleWinner.BothBad)]
    public void Within_the_margin_a_game_names_no_winner_and_the_means_tie(
        double a1, double b1, double a2, double b2, BattleWinner winner) =>
        Assert.Equal(winner, TwoGameVerdict.WinnerOf(Default with { TieMargin = 0.5 }, new(a1, b1), new(a2, b2)));

    [Theory]
    [InlineData(8, 7, 7, 7, BattleWinner.ModelA)]
    [InlineData(7, 7, 7, 8, BattleWinner.ModelB)]
    [InlineData(7.5, 7, 7.5, 7, BattleWinner.Tie)]
    [InlineData(9, 3, 3, 4, BattleWinner.Inconsistent)]
    public void By_agreement_one_game_won_and_one_tied_is_a_win(double a1, double b1, double a2, double b2, BattleWinner winner) =>
        Assert.Equal(winner, TwoGameVerdict.WinnerOf(new(GameCombination.Agreement, TieMargin: 0.5), new(a1, b1), new(a2, b2)));

    [Theory]
    [InlineData(FlipRule.Inconsistent, 9, 3, 3, 4, BattleWinner.Inconsistent)]
    [InlineData(FlipRule.Tie, 9, 3, 3, 4, BattleWinner.Tie)]
    [InlineData(FlipRule.Tie, 4, 3, 3, 4, BattleWinner.BothBad)]
    [InlineData(FlipRule.Mean, 9, 3, 3, 4, BattleWinner.ModelA)]
    [InlineData(FlipRule.Mean, 9, 3, 3, 9, BattleWinner.Tie)]
    public void A_flip_is_what_the_rules_make_of_it(FlipRule flip, double a1, double b1, double a2, double b2, BattleWinner winner)
    {
        Assert.Equal(winner, TwoGameVerdict.WinnerOf(new(GameCombination.Mean, 0, flip), new(a1, b1), new(a2, b2)));
        Assert.Equal(winner, TwoGameVerdict.WinnerOf(new(GameCombination.Agreement, 0, flip), new(a1, b1), new(a2, b2)));
    }

    [Fact]
    public void Exchanging_the_models_exchanges_the_verdict_under_every_rule()
    {
        double[] scores = [1, 4.9, 5, 5.5, 10];
        foreach (var combine in Enum.GetValues<GameCombination>())
            foreach (var flip in Enum.GetValues<FlipRule>())
                foreach (var margin in new[] { 0, 0.5, 2 })
                    foreach (var (a1, b1) in Pairs())
                        foreach (var (a2, b2) in Pairs())
                        {
                            VerdictRules rules = new(combine, margin, flip);
                            var expected = TwoGameVerdict.WinnerOf(rules, new(a1, b1), new(a2, b2)) switch
                            {
                                BattleWinner.ModelA => BattleWinner.ModelB,
                                BattleWinner.ModelB => BattleWinner.ModelA,
                                var same => same,
                            };

                            Assert.Equal(expected, TwoGameVerdict.WinnerOf(rules, new(b1, a1), new(b2, a2)));
                            Assert.Equal(expected, TwoGameVerdict.WinnerOf(rules, new(b2, a2), new(b1, a1)));
                        }

        IEnumerable<(double, double)> Pairs() => scores.SelectMany(a => scores.Select(b => (a, b)));
    }

    [Fact]
    public async Task A_judge_that_favours_a_position_is_inconsistent()
    {
        var verdict = await JudgeAsync(new Favours(first: 9, second: 3));

        Assert.Equal([new(9, 3), new(3, 9)], verdict.Games);
        Assert.Equal((6, 6, BattleWinner.Inconsistent), (verdict.ScoreA, verdict.ScoreB, verdict.Winner));
    }

    [Fact]
    public async Task Probabilities_of_both_games_are_put_together_by_model()
    {
        var verdict = await JudgeAsync(new Favours(first: 7, second: 6, probability: 0.9));

        Assert.Equal(0.5, verdict.Probability!.Value, 12);
        Assert.Null((await JudgeAsync(new Favours(first: 7, second: 6))).Probability);
    }

    [Fact]
    public async Task A_cancelled_judge_throws_and_does_not_fail_the_unit()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new TwoGameJudge(new Favours(1, 1), Default).JudgeAsync(Apples.Unit("u1", "x", "y"), cancelled.Token));
    }

    private static Task<VerdictResult> JudgeAsync(IJudge judge) =>
        new TwoGameJudge(judge, Default).JudgeAsync(Apples.Unit("u1", "#### 82", "#### 83"), TestContext.Current.CancellationToken);

    private sealed class Favours(double first, double second, double? probability = null) : IJudge
    {
        public string Name => "favours-a-position";

        public ValueTask<GameVerdict> JudgeAsync(Game game, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new(new GameVerdict(first, second, new(null, null, ""), new(null, null, ""), probability));
        }
    }
}

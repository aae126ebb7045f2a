using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Battles;
using ArenaLearning.Judging.Judges;
using ArenaLearning.Judging.Verification;
using Xunit;

namespace ArenaLearning.Services.Tests.Judging;

public class BattleJudgingTests
{
    private const string Question = "Tom has 47 apples and buys 35 more. How many now?";

    [Theory]
    [InlineData("47+35=82 #### 82", "#### 82", 10, 8, BattleWinner.ModelA)]
    [InlineData("#### 83", "#### 82", 1, 8, BattleWinner.ModelB)]
    [InlineData("#### 82", "#### 82", 8, 8, BattleWinner.Tie)]
    [InlineData("#### 83", "#### 84", 1, 1, BattleWinner.BothBad)]
    public async Task The_verifier_gives_both_games_the_same_scores(
        string a, string b, double scoreA, double scoreB, BattleWinner winner)
    {
        var verdict = Assert.Single((await JudgeAsync(new Verifier(), Unit("u1", a, b))).Units);

        Assert.Null(verdict.Failure);
        Assert.Equal([new(scoreA, scoreB), new(scoreA, scoreB)], verdict.Games);
        Assert.Equal((scoreA, scoreB, winner), (verdict.ScoreA, verdict.ScoreB, verdict.Winner));
    }

    [Fact]
    public async Task Assessments_belong_to_the_model_and_not_to_the_position()
    {
        var verdict = Assert.Single((await JudgeAsync(new Verifier(), Unit("u1", "#### 83", "#### 82"))).Units);

        Assert.Equal((false, 6), (verdict.A.Correct, verdict.A.FirstError));
        Assert.Equal((true, null), (verdict.B.Correct, verdict.B.FirstError));
    }

    [Fact]
    public async Task A_judge_that_favours_a_position_is_inconsistent()
    {
        var verdict = Assert.Single((await JudgeAsync(new FavoursFirst(), Unit("u1", "#### 82", "#### 83"))).Units);

        Assert.Equal([new(9, 3), new(3, 9)], verdict.Games);
        Assert.Equal((6, 6, BattleWinner.Inconsistent), (verdict.ScoreA, verdict.ScoreB, verdict.Winner));
    }

    [Theory]
    [InlineData(7, 5, 6, 6, BattleWinner.ModelA)]
    [InlineData(5, 5, 4, 6, BattleWinner.ModelB)]
    [InlineData(9, 3, 3, 4, BattleWinner.Inconsistent)]
    [InlineData(4, 4, 4, 4, BattleWinner.BothBad)]
    [InlineData(5, 5, 5, 5, BattleWinner.Tie)]
    [InlineData(3, 1, 3, 1, BattleWinner.ModelA)]
    public void Two_games_make_one_winner(double a1, double b1, double a2, double b2, BattleWinner winner) =>
        Assert.Equal(winner, BattleJudging.WinnerOf(new(a1, b1), new(a2, b2)));

    [Fact]
    public async Task A_unit_that_cannot_be_judged_fails_alone()
    {
        var judged = await JudgeAsync(
            new Verifier(), Unit("bad", "#### 82", "#### 83") with { Reference = null }, Unit("good", "#### 82", "#### 83"));

        Assert.Equal(["bad", "good"], judged.Units.Select(unit => unit.UnitId));
        Assert.Contains("reference", judged.Units[0].Failure, StringComparison.Ordinal);
        Assert.Empty(judged.Units[0].Games);
        Assert.Null(judged.Units[1].Failure);
    }

    [Fact]
    public async Task An_unknown_judge_fails_every_unit_and_names_those_that_exist()
    {
        var judging = new BattleJudging([new Verifier(), new FavoursFirst()]);

        var judged = await judging.JudgeAsync(
            new("c", "k", Named("oracle"), [Unit("u1", "x", "y"), Unit("u2", "x", "y")]), TestContext.Current.CancellationToken);

        Assert.All(judged.Units, unit => Assert.Contains("favours-first, verifier", unit.Failure, StringComparison.Ordinal));
        Assert.Equal(2, judged.Units.Count);
    }

    private static BattleUnit Unit(string id, string a, string b) =>
        new(id, id, "addition", [ChatTurn.User(Question)], "82", "a", "b", a, b);

    private static JudgeReference Named(string name) => JudgeReference.Verifier with { Name = name };

    private static Task<BattlesJudged> JudgeAsync(IJudge judge, params BattleUnit[] units) =>
        new BattleJudging([judge]).JudgeAsync(new("c", "k", Named(judge.Name), units), TestContext.Current.CancellationToken);

    private sealed class FavoursFirst : IJudge
    {
        public string Name => "favours-first";

        public ValueTask<GameVerdict> JudgeAsync(Game game, CancellationToken cancellationToken) =>
            new(new GameVerdict(9, 3, new(null, null, "shown first"), new(null, null, "shown second")));
    }
}

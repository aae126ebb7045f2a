using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Verdicts;
using Xunit;

namespace ArenaLearning.Services.Tests.Judging;

public class JuryTests
{
    [Fact]
    public void By_the_mean_the_members_scores_decide_game_by_game()
    {
        var verdict = Of(JuryRule.Mean, Says("x", 9, 3), Says("y", 5, 6), Says("z", 5, 6));

        Assert.Equal([(19 / 3.0, 5), (19 / 3.0, 5)], verdict.Games.Select(game => (game.ScoreA, game.ScoreB)));
        Assert.Equal(BattleWinner.ModelA, verdict.Winner);
    }

    [Theory]
    [InlineData(new[] { BattleWinner.ModelA, BattleWinner.ModelB, BattleWinner.ModelB }, BattleWinner.ModelB)]
    [InlineData(new[] { BattleWinner.ModelA, BattleWinner.ModelB }, BattleWinner.Tie)]
    [InlineData(new[] { BattleWinner.ModelA, BattleWinner.ModelB, BattleWinner.Inconsistent }, BattleWinner.Tie)]
    [InlineData(new[] { BattleWinner.Inconsistent, BattleWinner.Inconsistent, BattleWinner.ModelA }, BattleWinner.Inconsistent)]
    [InlineData(new[] { BattleWinner.Tie, BattleWinner.BothBad, BattleWinner.ModelA }, BattleWinner.Tie)]
    [InlineData(new[] { BattleWinner.BothBad, BattleWinner.BothBad, BattleWinner.ModelA }, BattleWinner.BothBad)]
    [InlineData(new[] { BattleWinner.ModelA }, BattleWinner.ModelA)]
    public void By_majority_what_most_members_say_counts_and_a_draw_is_a_tie(BattleWinner[] said, BattleWinner winner)
    {
        foreach (var order in new[] { said, [.. said.Reverse()] })
            Assert.Equal(winner, Of(JuryRule.Majority, [.. order.Select((w, i) => Says($"m{i}", w))]).Winner);
    }

    [Fact]
    public void Scores_of_a_majority_do_not_speak_against_it()
    {
        var verdict = Of(JuryRule.Majority, Says("x", 10, 1), Says("y", 5, 6), Says("z", 5, 6));

        Assert.Equal((BattleWinner.ModelB, 5, 6), (verdict.Winner, verdict.ScoreA, verdict.ScoreB));
    }

    [Fact]
    public void Each_members_verdict_is_kept_and_one_that_fails_is_left_out()
    {
        var verdict = Of(JuryRule.Majority, Says("x", 8, 3), Fails("y", FailureClass.NoJson), Says("z", 7, 3));

        Assert.Null(verdict.Failure);
        Assert.Equal(BattleWinner.ModelA, verdict.Winner);
        Assert.Equal(["x", "z"], verdict.Members!.Keys.Order());
        Assert.Equal(["x", "y", "z"], verdict.MemberVerdicts!.Keys.Order());
        Assert.Equal(FailureClass.NoJson, verdict.MemberVerdicts["y"].FailureClass);
    }

    [Fact]
    public void Without_any_member_there_is_no_verdict()
    {
        var verdict = Of(JuryRule.Mean, Fails("x", FailureClass.Refusal), Fails("y", FailureClass.NoJson));

        Assert.Equal(FailureClass.Refusal, verdict.FailureClass);
        Assert.Contains("x: failed; y: failed", verdict.Failure, StringComparison.Ordinal);
        Assert.Equal(2, verdict.MemberVerdicts!.Count);
    }

    [Fact]
    public void A_member_that_cannot_be_reached_is_waited_for()
    {
        var verdict = Of(JuryRule.Mean, Says("x", 8, 3), Fails("y", FailureClass.Transport));

        Assert.Equal(FailureClass.Transport, verdict.FailureClass);
        Assert.Contains("y: failed", verdict.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_without_games_counts_by_its_scores()
    {
        var verdict = Of(JuryRule.Mean, Says("x", 6, 5), new("recorded", Says("recorded", 1, 9).Verdict with { Games = [] }));

        Assert.Empty(verdict.Games);
        Assert.Equal((3.5, 7, BattleWinner.ModelB), (verdict.ScoreA, verdict.ScoreB, verdict.Winner));
    }

    [Fact]
    public async Task A_jury_of_the_verifier_and_a_model_judges_with_both()
    {
        var model = new ScriptedModel(_ => ScriptedModel.Reply("""{"score_a": 6, "score_b": 6, "reason": "alike"}"""));
        var jury = new JuryReference("jury", VerdictRules.Default, [JudgeReference.Verifier, ScriptedModel.Judge()], JuryRule.Mean);

        var verdict = await (await ScriptedModel.Factory(model).CreateAsync(jury))
            .JudgeAsync(Apples.Unit("u1", "#### 82", "#### 83"), TestContext.Current.CancellationToken);

        Assert.Equal((7, 3.5, BattleWinner.ModelA), (verdict.ScoreA, verdict.ScoreB, verdict.Winner));
        Assert.Equal(BattleWinner.ModelA, verdict.Members!["verifier"]);
        Assert.Equal(BattleWinner.Tie, verdict.Members["llama"]);
        Assert.Equal((true, false), (verdict.A.Correct, verdict.B.Correct));
        Assert.Equal(2, verdict.Replies().Count());
    }

    [Fact]
    public void What_a_checking_member_finds_holds_though_it_is_outvoted()
    {
        var verifier = new MemberVerdict("verifier", Says("verifier", 1, 10).Verdict with { A = new(false, 3, "wrong"), B = new(true, null, "right") });

        var verdict = Of(JuryRule.Majority, Says("x", 9, 3), verifier, Says("y", 9, 3));

        Assert.Equal(BattleWinner.ModelA, verdict.Winner);
        Assert.Equal((false, 3, true), (verdict.A.Correct, verdict.A.FirstError, verdict.B.Correct));
    }

    private static VerdictResult Of(JuryRule rule, params MemberVerdict[] members) => JuryVerdict.Of("u1", rule, VerdictRules.Default, members);

    private static MemberVerdict Says(string name, double a, double b) => new(name, new()
    {
        UnitId = "u1",
        Games = [new(a, b), new(a, b)],
        ScoreA = a,
        ScoreB = b,
        Winner = TwoGameVerdict.WinnerOf(VerdictRules.Default, new(a, b), new(a, b)),
        A = NotChecked,
        B = NotChecked,
    });

    private static MemberVerdict Says(string name, BattleWinner winner) => new(name, Says(name, 5, 5).Verdict with { Winner = winner });

    private static MemberVerdict Fails(string name, FailureClass failure) => new(name, FailedVerdict.Of("u1", "failed", failure));

    private static ResponseAssessment NotChecked { get; } = new(null, null, "");
}

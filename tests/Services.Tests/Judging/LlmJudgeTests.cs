using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.LlmJudges;
using Xunit;

namespace ArenaLearning.Services.Tests.Judging;

public class LlmJudgeTests
{
    private const string Good = """{"score_a": 8, "score_b": 5.5, "reason": "A is right"}""";

    [Fact]
    public async Task Scores_of_both_games_are_by_model_and_keep_what_the_judge_said()
    {
        // It always prefers the answer 82, wherever it is shown.
        var model = new ScriptedModel(question => ScriptedModel.Reply(
            ScriptedModel.ShownFirst(question, "#### 82") ? Good : """{"score_a": 4, "score_b": 9, "reason": "B is right"}"""));

        var verdict = await JudgeAsync(model);

        Assert.Null(verdict.Failure);
        Assert.Equal([(8, 5.5), (9, 4)], verdict.Games.Select(game => (game.ScoreA, game.ScoreB)));
        Assert.Equal((8.5, 4.75, BattleWinner.ModelA), (verdict.ScoreA, verdict.ScoreB, verdict.Winner));
        Assert.Equal([0, 1], verdict.Games.Select(game => game.Reply!.Game));
        Assert.Equal(["A is right", "B is right"], verdict.Games.Select(game => game.Reply!.Reason));
        Assert.Equal(Good, verdict.Games[0].Reply!.Raw);
        Assert.Equal(("judge-70b-0613", "fp_1", "stop", 0.0012m), (
            verdict.Games[0].Reply!.Model, verdict.Games[0].Reply!.Fingerprint, verdict.Games[0].Reply!.FinishReason, verdict.Games[0].Reply!.CostUsd));
        Assert.Empty(verdict.FailedReplies);
    }

    [Fact]
    public async Task A_reply_that_cannot_be_read_is_asked_for_again_with_another_sample_and_kept()
    {
        var model = new ScriptedModel(question => ScriptedModel.Reply(question.Sample == 0 ? "I prefer A." : Good));

        var verdict = await JudgeAsync(model);

        Assert.Null(verdict.Failure);
        Assert.Equal([1, 1], verdict.Games.Select(game => game.Reply!.Sample));
        Assert.Equal(
            [("I prefer A.", FailureClass.NoJson, 0), ("I prefer A.", FailureClass.NoJson, 1)],
            verdict.FailedReplies.Select(reply => (reply.Raw, reply.Failure!.Value, reply.Game)));
        Assert.Equal([0, 0, 1, 1], model.Asked.Select(question => question.Sample).Order());
        Assert.All(model.Asked, question => Assert.Equal(question.Sample == 0 ? 0 : LlmJudge.RepeatTemperature, question.Temperature));
    }

    [Theory]
    [InlineData("no verdict today", "stop", FailureClass.NoJson, "no JSON object")]
    [InlineData("""{"score_a": 11, "score_b": 5}""", "stop", FailureClass.ScoreOutOfRange, "score_a is 11")]
    [InlineData("""{"score_a": 8, "score_b": 5, "reas""", "length", FailureClass.Truncated, "max_tokens")]
    [InlineData("I'm sorry, but I can't compare these.", "stop", FailureClass.Refusal, "refuses")]
    public async Task A_battle_without_a_verdict_is_a_failure_of_its_class_and_never_a_tie(
        string raw, string finishReason, FailureClass failure, string message)
    {
        var model = new ScriptedModel(question => ScriptedModel.Reply(
            ScriptedModel.ShownFirst(question, "#### 82") ? Good : raw, ScriptedModel.ShownFirst(question, "#### 82") ? "stop" : finishReason));

        var verdict = await JudgeAsync(model);

        Assert.Equal(failure, verdict.FailureClass);
        Assert.Contains("judge 'llama' gave no verdict in 3 replies", verdict.Failure, StringComparison.Ordinal);
        Assert.Contains(message, verdict.Failure, StringComparison.Ordinal);
        Assert.Empty(verdict.Games);
        // Three bad replies of the second game, and the good one of the first: all were paid for.
        Assert.Equal(
            [(failure, 1, 0), (failure, 1, 1), (failure, 1, 2), (null, 0, 0)],
            verdict.FailedReplies.Select(reply => (reply.Failure, reply.Game, reply.Sample)));
        Assert.Equal(4 * 0.0012m, verdict.Replies().Sum(reply => reply.CostUsd));
    }

    [Fact]
    public async Task An_endpoint_that_cannot_be_reached_ends_the_game_without_another_sample()
    {
        var model = new ScriptedModel(_ => ScriptedModel.Unreachable());

        var verdict = await JudgeAsync(model);

        Assert.Equal(FailureClass.Transport, verdict.FailureClass);
        Assert.Contains("503 after 6 tries", verdict.Failure, StringComparison.Ordinal);
        Assert.Equal([0, 0], model.Asked.Select(question => question.Sample));
    }

    [Fact]
    public async Task The_judge_is_asked_with_its_settings()
    {
        var model = new ScriptedModel(_ => ScriptedModel.Reply(Good));
        var judge = ScriptedModel.Judge() with { Settings = ScriptedModel.Settings with { Temperature = 0.7, MaxTokens = 99, JsonMode = false } };

        await JudgeAsync(model, judge);

        Assert.All(model.Asked, question => Assert.Equal(
            (0.7, 99, false, 0, "judge-70b", "pairwise-v1"),
            (question.Temperature, question.MaxTokens, question.JsonMode, question.Sample, question.Model.Model, question.PromptVersion)));
    }

    private static async Task<VerdictResult> JudgeAsync(ScriptedModel model, JudgeReference? judge = null) =>
        await (await ScriptedModel.Factory(model).CreateAsync(judge ?? ScriptedModel.Judge()))
            .JudgeAsync(Apples.Unit("u1", "#### 82", "#### 83"), TestContext.Current.CancellationToken);
}

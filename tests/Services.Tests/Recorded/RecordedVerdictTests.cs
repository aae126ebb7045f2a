using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Recorded;
using Xunit;

namespace ArenaLearning.Services.Tests.Recorded;

public sealed class RecordedVerdictTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("1", BattleWinner.ModelA, 10, 1, 1)]
    [InlineData("1.25", BattleWinner.ModelA, 7.75, 3.25, 0.75)]
    [InlineData("1.5", BattleWinner.Tie, 5.5, 5.5, 0.5)]
    [InlineData("1.5000001", BattleWinner.ModelB, 5.4999991, 5.5000009, 0.4999999)]
    [InlineData("2.0", BattleWinner.ModelB, 1, 10, 0)]
    public async Task A_preference_is_a_probability_and_scores_in_proportion(string preference, BattleWinner winner, double a, double b, double probability)
    {
        var row = $$"""{"prompt_id": "p", "model_a": "x", "model_b": "y", "preference": {{preference}}}""";
        var verdict = await VerdictAsync("x", "y", row);
        var swapped = await VerdictAsync("y", "x", row);

        Assert.Equal((null, winner, 1), (verdict.Failure, verdict.Winner, verdict.Games.Count));
        AssertNear([a, b, probability], verdict.ScoreA, verdict.ScoreB, verdict.Probability!.Value);
        AssertNear([b, a, 1 - probability], swapped.ScoreA, swapped.ScoreB, swapped.Probability!.Value);
        Assert.Equal(Other(winner), swapped.Winner);
    }

    [Theory]
    [InlineData("model_a", BattleWinner.ModelA)]
    [InlineData("model_b", BattleWinner.ModelB)]
    [InlineData("tie", BattleWinner.Tie)]
    [InlineData("tie (bothbad)", BattleWinner.BothBad)]
    [InlineData("both_bad", BattleWinner.BothBad)]
    public async Task FastChats_winners_are_read_in_either_order(string winner, BattleWinner expected)
    {
        var row = $$"""{"question_id": 81, "model_a": "x", "model_b": "y", "winner": "{{winner}}", "judge": "human"}""";

        Assert.Equal(expected, (await JudgeAsync(Unit("x", "y", "81"), row)).Winner);
        Assert.Equal(Other(expected), (await JudgeAsync(Unit("y", "x", "81"), row)).Winner);
    }

    // In the second game the candidate is A.
    [Theory]
    [InlineData("A>>B", "B>>A", BattleWinner.ModelA, 10, 1)] // the baseline both times
    [InlineData("B>A", "A>B", BattleWinner.ModelB, 3.25, 7.75)]
    [InlineData("A=B", "[[A>B]]", BattleWinner.ModelB, 4.375, 6.625)]
    [InlineData("A=B", "A=B", BattleWinner.Tie, 5.5, 5.5)]
    [InlineData("A>B", "A>B", BattleWinner.Inconsistent, 5.5, 5.5)]
    public async Task Arena_Hards_games_are_of_baseline_and_candidate_with_sides_changed(
        string one, string two, BattleWinner winner, double baseline, double candidate)
    {
        var row =
            $$"""{"uid": "p", "model": "new", "baseline": "base", "judge": "j", "games": [{"score": "{{one}}", "judgment": "x"}, {"score": "{{two}}"}]}""";
        var verdict = await VerdictAsync("base", "new", row);
        var swapped = await VerdictAsync("new", "base", row);

        Assert.Equal((winner, baseline, candidate), (verdict.Winner, verdict.ScoreA, verdict.ScoreB));
        Assert.Equal((Other(winner), candidate, baseline), (swapped.Winner, swapped.ScoreA, swapped.ScoreB));
        // The first game is always the one in which the battle's A was shown first.
        Assert.Equal(new(verdict.Games[1].ScoreB, verdict.Games[1].ScoreA), swapped.Games[0]);
    }

    [Theory]
    [InlineData("model_1", "model_1", BattleWinner.ModelA)]
    [InlineData("model_2", "model_2", BattleWinner.ModelB)]
    [InlineData("model_1", "model_2", BattleWinner.Inconsistent)]
    [InlineData("tie", "tie", BattleWinner.Tie)]
    public async Task MT_benchs_games_name_the_winning_model(string one, string two, BattleWinner winner) => Assert.Equal(winner, (await VerdictAsync(
        "x", "y", $$"""{"question_id": "p", "model_1": "x", "model_2": "y", "g1_winner": "{{one}}", "g2_winner": "{{two}}", "turn": 1}""")).Winner);

    [Fact]
    public async Task The_turn_that_was_judged_is_the_one_that_is_found()
    {
        string[] rows =
        [
            """{"question_id": "p", "model_1": "x", "model_2": "y", "g1_winner": "model_1", "g2_winner": "model_1", "turn": 1}""",
            """{"question_id": "p", "model_1": "x", "model_2": "y", "g1_winner": "model_2", "g2_winner": "model_2", "turn": 2}""",
        ];
        var second = await JudgeAsync(Unit("x", "y", "p") with { Messages = [ChatTurn.User("q"), ChatTurn.Assistant("a"), ChatTurn.User("r")] }, rows);

        Assert.Equal((BattleWinner.ModelA, BattleWinner.ModelB), ((await VerdictAsync("x", "y", rows)).Winner, second.Winner));
    }

    [Theory]
    [InlineData(8, 7.5, BattleWinner.ModelA)]
    [InlineData(8, 7.9, BattleWinner.Tie)] // MT-bench's TIE_DELTA
    [InlineData(2, 2.1, BattleWinner.BothBad)]
    public async Task Scores_of_single_answers_make_a_verdict(double x, double y, BattleWinner winner)
    {
        var verdict = await VerdictAsync("x", "y",
            FormattableString.Invariant($"{{\"question_id\": \"p\", \"model\": \"x\", \"score\": {x}, \"turn\": 1}}"),
            FormattableString.Invariant($"{{\"question_id\": \"p\", \"model\": \"y\", \"score\": {y}, \"turn\": 1}}"));

        Assert.Equal((winner, x, y), (verdict.Winner, verdict.ScoreA, verdict.ScoreB));
    }

    [Theory]
    [InlineData("""{"prompt_id": "other", "model_a": "x", "model_b": "y", "preference": 1}""", "has no verdict on x and y for prompt p")]
    [InlineData("""{"prompt_id": "p", "model_a": "x", "model_b": "z", "preference": 1}""", "has no verdict on x and y for prompt p")]
    [InlineData("""{"prompt_id": "p", "model_a": "x", "model_b": "y", "preference": null}""", "verdicts.jsonl:1: its preference is null")]
    [InlineData("""{"question_id": "p", "model_a": "x", "model_b": "y", "winner": null}""", "verdicts.jsonl:1: its winner is null")]
    [InlineData("""{"question_id": "p", "model_1": "x", "model_2": "y", "g1_winner": null, "g2_winner": "tie"}""", "verdicts.jsonl:1: its g1_winner is null")]
    [InlineData("""{"question_id": "p", "model_1": "x", "model_2": "y", "g1_winner": "tie", "g2_winner": null}""", "verdicts.jsonl:1: its g2_winner is null")]
    [InlineData("""{"uid": "p", "model": "x", "baseline": "y", "games": null}""", "verdicts.jsonl:1: its games are null")]
    [InlineData("""{"uid": "p", "model": "x", "baseline": "y", "games": [{"score": "B>A"}, null]}""", "verdicts.jsonl:1: game 2 has no score")]
    [InlineData("""{"uid": "p", "model": "x", "baseline": "y", "games": [{"score": "A>B"}, {"score": null}]}""", "verdicts.jsonl:1: game 2 has no score")]
    [InlineData("""{"question_id": "p", "model_1": "x", "model_2": "y", "g1_winner": "error", "g2_winner": "model_1"}""",
        "verdicts.jsonl:1: its g1_winner is 'error'")]
    public async Task A_missing_verdict_is_a_failure_and_never_a_tie(string row, string reason)
    {
        var verdict = await VerdictAsync("x", "y", row);

        Assert.Equal(FailureClass.NotJudgeable, verdict.FailureClass);
        Assert.Contains(reason, verdict.Failure, StringComparison.Ordinal);
        Assert.Empty(verdict.Games);
    }

    [Fact]
    public async Task A_single_answers_score_that_is_null_is_a_failure()
    {
        var verdict = await VerdictAsync(
            "x", "y", """{"question_id": "p", "model": "x", "score": null}""", """{"question_id": "p", "model": "y", "score": 5}""");

        Assert.Equal(FailureClass.NotJudgeable, verdict.FailureClass);
        Assert.Contains("verdicts.jsonl:1: its score is null", verdict.Failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"prompt_id": "p", "model_a": "x", "model_b": "y", "preference": 0.9}""", "preference: must be from 1 (model_a is better) to 2 and is 0.9")]
    [InlineData("""{"prompt_id": "p", "model_a": "x", "model_b": "y", "preference": "1"}""", "preference: must be a number and is the text '1'")]
    [InlineData("""{"prompt_id": "p", "model_a": "x", "preference": 1}""", "model_b: is missing; the row has prompt_id, model_a, preference")]
    [InlineData("""{"prompt_id": "p", "model_a": "x", "model_b": "x", "preference": 1}""", "model_b: is 'x', and so is model_a")]
    [InlineData("""{"question_id": "p", "model_a": "x", "model_b": "y", "winner": "model_c"}""",
        "winner: must be model_a, model_b, tie or tie (bothbad) and is 'model_c'")]
    [InlineData("""{"question_id": "p", "model_1": "x", "model_2": "y", "g1_winner": "x", "g2_winner": "tie"}""",
        "g1_winner: must be model_1, model_2, tie or error and is 'x'")]
    [InlineData("""{"uid": "p", "model": "x", "games": [{"score": "A>B"}]}""", "baseline: is missing")]
    [InlineData("""{"uid": "p", "model": "x", "baseline": "y", "games": [{"score": "A"}]}""", "games.score: must be A>>B, A>B, A=B, B>A or B>>A and is 'A'")]
    [InlineData("""{"uid": "p", "model": "x", "baseline": "y", "games": []}""", "games: must be one game or two and are 0")]
    [InlineData("""{"question_id": "p", "model": "x", "score": 11}""", "score: must be from 1 to 10")]
    [InlineData("""{"question_id": "p", "verdict": "x"}""", "no verdict: the row has question_id, verdict, and none of preference")]
    [InlineData("""{"prompt_id": "p0", "model_a": "y", "model_b": "x", "preference": 1}""",
        "y and x are judged a second time for the prompt (first in line 1)")]
    public async Task A_row_that_is_no_verdict_is_refused_with_line_and_field(string row, string message)
    {
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(
            () => VerdictAsync("x", "y", """{"prompt_id": "p0", "model_a": "x", "model_b": "y", "preference": 1}""", row));

        Assert.Contains($"verdicts.jsonl:2: {message}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verdicts_of_one_game_follow_the_rules_of_the_campaign()
    {
        var path = folder.Write("verdicts.jsonl", """{"prompt_id": "p", "model_a": "x", "model_b": "y", "preference": 1.45}""");
        var index = await RecordedVerdictIndex.ReadAsync(path, TestContext.Current.CancellationToken);
        var judge = new RecordedVerdicts(index, new(TieMargin: 1));

        Assert.Equal(BattleWinner.Tie, (await judge.JudgeAsync(Unit("x", "y", "p"), TestContext.Current.CancellationToken)).Winner);
    }

    private Task<VerdictResult> VerdictAsync(string a, string b, params string[] rows) => JudgeAsync(Unit(a, b, "p"), rows);

    private async Task<VerdictResult> JudgeAsync(BattleUnit unit, params string[] rows)
    {
        var reference = await TemporaryFolder.ReferenceAsync(folder.Write("verdicts.jsonl", rows));
        return await new RecordedVerdicts(await new RecordedVerdictFiles(new FolderArtifactStore()).GetAsync(reference), VerdictRules.Default)
            .JudgeAsync(unit, TestContext.Current.CancellationToken);
    }

    private static BattleUnit Unit(string a, string b, string prompt) => new()
    {
        UnitId = "u",
        PromptId = prompt,
        Category = "c",
        Messages = [ChatTurn.User("q")],
        ContestantA = a,
        ContestantB = b,
        ResponseA = "1",
        ResponseB = "2",
    };

    private static BattleWinner Other(BattleWinner winner) =>
        winner switch { BattleWinner.ModelA => BattleWinner.ModelB, BattleWinner.ModelB => BattleWinner.ModelA, var even => even };

    private static void AssertNear(double[] expected, params double[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
}

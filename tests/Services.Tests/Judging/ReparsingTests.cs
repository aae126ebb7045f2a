using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Judges;
using ArenaLearning.Judging.LlmJudges;
using Xunit;

namespace ArenaLearning.Services.Tests.Judging;

public class ReparsingTests
{
    private const string Good = """{"score_a": 8, "score_b": 5.5, "reason": "A is right"}""";

    private static readonly JuryReference Jury =
        new("jury", VerdictRules.Default, [JudgeReference.Verifier, ScriptedModel.Judge()], JuryRule.Majority);

    public static TheoryData<JudgeReference, string[], string> Judges => new()
    {
        { ScriptedModel.Judge(), [Good], "stop" },
        { ScriptedModel.Judge(), ["I prefer A.", Good], "stop" },
        { ScriptedModel.Judge(), ["I prefer A.", "I cannot.", """{"score_a": 0, "score_b": 4}"""], "stop" },
        { ScriptedModel.Judge(), [Good], "length" },
        { ScriptedModel.Judge(), [], "" },
        { JudgeReference.Verifier, [], "" },
        { Jury, [Good], "stop" },
        { Jury, ["I prefer A."], "stop" },
        { Jury, [], "" },
    };

    [Theory]
    [MemberData(nameof(Judges))]
    public async Task What_was_stored_is_read_as_it_was_read_at_first(JudgeReference judge, string[] replies, string finishReason)
    {
        var verdict = await JudgeAsync(judge, question => question.Sample < replies.Length
            ? ScriptedModel.Reply(replies[question.Sample], finishReason)
            : replies.Length == 0 ? ScriptedModel.Unreachable() : ScriptedModel.Reply(replies[^1], finishReason));

        var stored = JsonSerializer.Deserialize<VerdictResult>(Json(verdict), JsonLines.Options)!;

        Assert.Equal(Json(verdict), Json(Reparsing.Read(stored, judge)));
    }

    [Fact]
    public async Task A_failure_becomes_a_verdict_where_its_replies_can_be_read_today()
    {
        var verdict = await JudgeAsync(ScriptedModel.Judge(), question => ScriptedModel.Reply("I prefer A."));
        // As if the parser of that day had not been able to read the second reply of each game.
        var stored = verdict with
        {
            FailedReplies = [.. verdict.FailedReplies.Select(reply => reply.Sample == 1 ? reply with { Raw = Good } : reply)],
        };

        var read = Reparsing.Read(stored, ScriptedModel.Judge());

        Assert.Null(read.Failure);
        Assert.Equal([(8, 5.5), (5.5, 8)], read.Games.Select(game => (game.ScoreA, game.ScoreB)));
        Assert.Equal(BattleWinner.Inconsistent, read.Winner);
        Assert.Equal([(0, 0), (0, 2), (1, 0), (1, 2)], read.FailedReplies.Select(reply => (reply.Game, reply.Sample)));
        Assert.Equal(6, read.Replies().Count());
    }

    [Fact]
    public async Task A_verdict_becomes_a_failure_where_its_reply_cannot_be_read_today()
    {
        var verdict = await JudgeAsync(ScriptedModel.Judge(), question => ScriptedModel.Reply(Good));
        var stored = verdict with { Games = [verdict.Games[0] with { Reply = verdict.Games[0].Reply! with { Raw = "A: 8, B: 5.5" } }, verdict.Games[1]] };

        var read = Reparsing.Read(stored, ScriptedModel.Judge());

        Assert.Equal(FailureClass.NoJson, read.FailureClass);
        Assert.Empty(read.Games);
        Assert.Equal(2, read.Replies().Count());
    }

    [Fact]
    public async Task Other_rules_combine_the_same_games_anew()
    {
        var favoursA = await JudgeAsync(ScriptedModel.Judge(), question => ScriptedModel.Reply(Good));
        Assert.Equal(BattleWinner.Inconsistent, favoursA.Winner);

        Assert.Equal(BattleWinner.Tie, Reparsing.Read(favoursA, ScriptedModel.Judge(rules: new(Flip: FlipRule.Tie))).Winner);

        var checkedOne = await JudgeAsync(JudgeReference.Verifier, _ => throw new InvalidOperationException("nobody is asked"));
        Assert.Equal(BattleWinner.ModelA, checkedOne.Winner);
        Assert.Equal(BattleWinner.Tie, Reparsing.Read(checkedOne, JudgeReference.Verifier with { Rules = new(TieMargin: 9) }).Winner);
    }

    [Fact]
    public void A_recorded_verdict_stays_as_it_is()
    {
        var recorded = new VerdictResult
        {
            UnitId = "u1",
            Games = [],
            ScoreA = 0,
            ScoreB = 0,
            Winner = BattleWinner.ModelB,
            A = new(null, null, ""),
            B = new(null, null, ""),
            Probability = 0.1,
        };

        Assert.Same(recorded, Reparsing.Read(recorded, new RecordedJudgeReference("gpt4", VerdictRules.Default, new("file:///", ""))));
    }

    private static async Task<VerdictResult> JudgeAsync(JudgeReference judge, Func<JudgeQuestion, JudgeReply> answer) =>
        await (await ScriptedModel.Factory(new ScriptedModel(answer)).CreateAsync(judge))
            .JudgeAsync(Apples.Unit("u1", "#### 82", "#### 83"), TestContext.Current.CancellationToken);

    private static string Json(VerdictResult verdict) => JsonSerializer.Serialize(verdict, JsonLines.Options);
}

using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Battles;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ArenaLearning.Services.Tests.Judging;

public class BattleJudgingTests
{
    [Theory]
    [InlineData("47+35=82 #### 82", "#### 82", 10, 8, BattleWinner.ModelA)]
    [InlineData("#### 83", "#### 82", 1, 8, BattleWinner.ModelB)]
    [InlineData("#### 82", "#### 82", 8, 8, BattleWinner.Tie)]
    [InlineData("#### 83", "#### 84", 1, 1, BattleWinner.BothBad)]
    public async Task The_verifier_gives_both_games_the_same_scores(
        string a, string b, double scoreA, double scoreB, BattleWinner winner)
    {
        var verdict = Assert.Single((await JudgeAsync(JudgeReference.Verifier, Apples.Unit("u1", a, b))).Units);

        Assert.Null(verdict.Failure);
        Assert.Equal([new(scoreA, scoreB), new(scoreA, scoreB)], verdict.Games);
        Assert.Equal((scoreA, scoreB, winner), (verdict.ScoreA, verdict.ScoreB, verdict.Winner));
    }

    [Fact]
    public async Task Assessments_belong_to_the_model_and_not_to_the_position()
    {
        var verdict = Assert.Single((await JudgeAsync(JudgeReference.Verifier, Apples.Unit("u1", "#### 83", "#### 82"))).Units);

        Assert.Equal((false, 6), (verdict.A.Correct, verdict.A.FirstError));
        Assert.Equal((true, null), (verdict.B.Correct, verdict.B.FirstError));
    }

    [Fact]
    public async Task Verdicts_of_the_arena_say_what_they_count_for_and_who_fought_and_no_others_do()
    {
        BattleUnit[] units = [Apples.Unit("good", "#### 82", "#### 83"), Apples.Unit("bad", "#### 82", "#### 83") with { Reference = null }];
        var arena = new ArenaRound("arena-hard", "anchor", 1000);

        var fought = await JudgeAsync(JudgeReference.Verifier, units, arena);
        var trained = await JudgeAsync(JudgeReference.Verifier, units);

        Assert.Equal(arena, fought.Arena);
        Assert.Equal(units.Select(unit => (unit.UnitId, unit.ContestantA, unit.ContestantB)),
            fought.Units.Select(unit => (unit.UnitId, unit.ContestantA!, unit.ContestantB!)));
        Assert.Null(trained.Arena);
        Assert.All(trained.Units, unit => Assert.Null(unit.ContestantA ?? unit.ContestantB));
    }

    [Fact]
    public async Task A_unit_that_cannot_be_judged_fails_alone()
    {
        var judged = await JudgeAsync(
            JudgeReference.Verifier, Apples.Unit("bad", "#### 82", "#### 83") with { Reference = null }, Apples.Unit("good", "#### 82", "#### 83"));

        Assert.Equal(["bad", "good"], judged.Units.Select(unit => unit.UnitId));
        Assert.Contains("reference", judged.Units[0].Failure, StringComparison.Ordinal);
        Assert.Equal(FailureClass.NotJudgeable, judged.Units[0].FailureClass);
        Assert.Empty(judged.Units[0].Games);
        Assert.Null(judged.Units[1].Failure);
    }

    public static TheoryData<JudgeReference, string> Impossible => new()
    {
        { new ForeignJudgeReference(), "makes no judges of kind foreign" },
        { ScriptedModel.Judge() with { Settings = ScriptedModel.Settings with { Prompt = "pairwise-v0" } }, "pairwise-v1" },
        { ScriptedModel.Judge() with { Settings = ScriptedModel.Settings with { Attempts = 0 } }, "attempts is 0" },
        {
            ScriptedModel.Judge() with { Settings = ScriptedModel.Settings with { Model = ScriptedModel.Settings.Model with { SystemPrompt = "x" } } },
            "write a prompt file"
        },
        { new RecordedJudgeReference("people", VerdictRules.Default, new("file:///no/such/file.jsonl", "")), "no/such/file.jsonl" },
        { new RewardModelJudgeReference("rm", VerdictRules.Default, new("file:///no/such/folder", "")), "no/such/folder" },
        { new JuryReference("jury", VerdictRules.Default, [], JuryRule.Mean), "needs members" },
        { new JuryReference("jury", VerdictRules.Default, [JudgeReference.Verifier, JudgeReference.Verifier], JuryRule.Mean), "called 'verifier'" },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public async Task A_judge_that_cannot_be_set_up_fails_every_unit_and_says_why(JudgeReference judge, string why)
    {
        var judged = await JudgeAsync(judge, Apples.Unit("u1", "x", "y"), Apples.Unit("u2", "x", "y"));

        Assert.Equal(["u1", "u2"], judged.Units.Select(unit => unit.UnitId));
        Assert.All(judged.Units, unit => Assert.Contains(why, unit.Failure, StringComparison.Ordinal));
        Assert.All(judged.Units, unit => Assert.Equal(FailureClass.NotJudgeable, unit.FailureClass));
    }

    [Fact]
    public async Task A_prompt_file_that_has_changed_judges_nothing()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("mine.yaml", "version: v2", "system: Judge.",
            "user: '{{ dialogue }}{{ instruction }}{{ reference }}{{ answer_a }}{{ answer_b }}'");
        var settings = ScriptedModel.Settings with { Prompt = path, PromptFile = new(new Uri(path).AbsoluteUri, ContentHash.OfText("version: v1")) };

        var judged = await JudgeAsync(ScriptedModel.Judge() with { Settings = settings }, Apples.Unit("u1", "x", "y"));

        Assert.Contains($"{path}: it is damaged or has changed: its SHA-256 is", Assert.Single(judged.Units).Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_games_of_all_units_of_a_chunk_are_asked_about_at_once()
    {
        const int Units = 8;
        // Nobody is answered before everybody has asked: were they asked in turn, this would never end.
        var everybody = new TaskCompletionSource();
        var asked = 0;
        var model = new ScriptedModel(async (_, cancellationToken) =>
        {
            if (Interlocked.Increment(ref asked) == 2 * Units) everybody.SetResult();
            await everybody.Task.WaitAsync(cancellationToken);
            return ScriptedModel.Reply("""{"score_a": 7, "score_b": 7, "reason": "equal"}""");
        });

        var judged = await new BattleJudging(ScriptedModel.Factory(model), NullLogger<BattleJudging>.Instance).JudgeAsync(
            new("c", "k", ScriptedModel.Judge(), [.. Enumerable.Range(0, Units).Select(i => Apples.Unit($"u{i}", "x", "y"))]),
            TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(0, Units).Select(i => $"u{i}"), judged.Units.Select(unit => unit.UnitId));
        Assert.All(judged.Units, unit => Assert.Equal(BattleWinner.Tie, unit.Winner));
    }

    private static Task<BattlesJudged> JudgeAsync(JudgeReference judge, params BattleUnit[] units) => JudgeAsync(judge, units, null);

    private static Task<BattlesJudged> JudgeAsync(JudgeReference judge, BattleUnit[] units, ArenaRound? arena) =>
        new BattleJudging(
            ScriptedModel.Factory(new(_ => throw new InvalidOperationException("Nobody asks a model here."))), NullLogger<BattleJudging>.Instance)
            .JudgeAsync(new("c", "k", judge, units, Arena: arena), TestContext.Current.CancellationToken);

    /// <summary>Of a kind that this service does not know.</summary>
    private sealed record ForeignJudgeReference() : JudgeReference("judge", VerdictRules.Default)
    {
        public override string Kind => "foreign";
    }
}

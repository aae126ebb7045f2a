using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using MassTransit.Serialization;
using Xunit;

namespace ArenaLearning.Services.Tests.Messages;

/// <summary>Judges and contestants of every kind in messages, as the bus and the ledger write them.</summary>
public class MessageKindsTests
{
    private static readonly ArtifactReference File = new("file:///a", new string('a', 64));
    private static readonly VerdictRules Rules = new(GameCombination.Agreement, 0.5, FlipRule.Tie);
    private static readonly EndpointModel Model = new(new("local", "http://localhost/v1", new("KEY", null), 4), "m", 0.9, "Be brief.", "{}", 1, 2);
    private static readonly LlmJudgeReference Llm = new("critic", Rules, new(Model, "mine.yaml", 0.5, 99, 2, UseReference: false, JsonMode: false, File));

    /// <summary>RabbitMQ and the bus inside a process share the first; files and ledger have the second.</summary>
    private static readonly JsonSerializerOptions[] Writers = [SystemTextJsonMessageSerializer.Options, JsonLines.Options];

    public static TheoryData<JudgeReference, string> Judges => new()
    {
        { new VerifierJudgeReference("v", Rules), "verifier" },
        { Llm, "llm" },
        { new RewardModelJudgeReference("rm", Rules, File), "reward_model" },
        { new RecordedJudgeReference("people", Rules, File), "recorded" },
        { new JuryReference("jury", Rules, [new VerifierJudgeReference("v", Rules), Llm], JuryRule.Majority), "jury" },
    };

    public static TheoryData<ContestantReference, string> Contestants => new()
    {
        { new CheckpointContestantReference("c", File), "checkpoint" },
        { new EndpointContestantReference("e", Model), "openai" },
        { new RecordedContestantReference("r", new(File, "m")), "recorded" },
    };

    [Theory]
    [MemberData(nameof(Judges))]
    public void A_judge_of_any_kind_arrives_as_it_was_sent(JudgeReference judge, string kind)
    {
        foreach (var options in Writers)
        {
            var text = JsonSerializer.Serialize(new JudgeBattles("c", "k", judge, []), options);

            var arrived = JsonSerializer.Deserialize<JudgeBattles>(text, options)!.Judge;

            Assert.Equal(judge.GetType(), arrived.GetType());
            // The kind and the keys of the kind, and nothing that is worked out from them.
            Assert.Equal(text, JsonSerializer.Serialize(new JudgeBattles("c", "k", arrived, []), options));
            Assert.Contains($"\"kind\":\"{kind}\"", text.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain("asked", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("artifacts", text, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(judge.Asked, arrived.Asked);
            Assert.Equal(judge.Artifacts, arrived.Artifacts);
        }
    }

    [Theory]
    [MemberData(nameof(Contestants))]
    public void A_contestant_of_any_kind_arrives_as_it_was_sent(ContestantReference contestant, string kind)
    {
        foreach (var options in Writers)
        {
            var text = JsonSerializer.Serialize(new GenerateResponses("c", "k", contestant, new(0, 8), []), options);

            Assert.Equal(contestant, JsonSerializer.Deserialize<GenerateResponses>(text, options)!.Contestant);
            Assert.Contains($"\"kind\":\"{kind}\"", text.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain("asked", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("artifacts", text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Verdicts_of_before_the_arena_was_named_are_read_and_a_reader_of_before_reads_those_of_today()
    {
        var unit = new VerdictResult
        {
            UnitId = "u",
            Games = [],
            ScoreA = 1,
            ScoreB = 2,
            Winner = BattleWinner.ModelB,
            A = new(null, null, ""),
            B = new(null, null, ""),
        };
        foreach (var options in Writers)
        {
            var before = JsonSerializer.Serialize(new { Campaign = "c", ChunkId = "k", Judge = "j", Units = new[] { unit } }, options);

            var arrived = JsonSerializer.Deserialize<BattlesJudged>(before, options)!;

            Assert.Null(arrived.Arena);
            Assert.Null(Assert.Single(arrived.Units).ContestantA);

            var today = JsonSerializer.Serialize(
                new BattlesJudged("c", "k", "j", [unit with { ContestantA = "a", ContestantB = "b" }], new("arena-hard", "a", 1000)), options);
            var read = JsonSerializer.Deserialize<BattlesJudgedBefore>(today, options)!;
            Assert.Equal(("c", "k", "u", 2), (read.Campaign, read.ChunkId, Assert.Single(read.Units).UnitId, read.Units[0].ScoreB));
        }
    }

    private sealed record BattlesJudgedBefore(string Campaign, string ChunkId, string Judge, IReadOnlyList<VerdictBefore> Units);

    private sealed record VerdictBefore(string UnitId, double ScoreA, double ScoreB, BattleWinner Winner);
}

using System.Collections.Concurrent;
using System.Globalization;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.DataMining.Mining;

namespace ArenaLearning.Services.Tests.Flywheel;

/// <summary>What goes wrong with the workers of a test.</summary>
/// <param name="Duplicate">Every result is published twice.</param>
/// <param name="Shuffle">Results come after a random while, so in any order.</param>
/// <param name="FailsAlways">Units of these prompts are never answered by this contestant.</param>
/// <param name="FailsOnce">Every n-th chunk fails at its first attempt; 0 for none.</param>
/// <param name="LoseEvery">The first copy of every n-th chunk is lost; 0 for none.</param>
/// <param name="ThrowOnJudging">The judge throws on battles of prompts with this text.</param>
public sealed record Mishaps(
    bool Duplicate = false, bool Shuffle = false, (string Contestant, string Text)? FailsAlways = null, int FailsOnce = 0,
    int LoseEvery = 0, string? ThrowOnJudging = null, string? TrainerDiesOn = null);

/// <summary>
/// Workers that answer at once and always the same. A contestant's skill is a number in its checkpoint; training adds
/// to it. As with real batched decoding, an answer depends on the whole chunk that it was generated in.
/// </summary>
/// <param name="store">As a worker sees it; null for the output folder.</param>
internal sealed class FakeWorkers(Mishaps mishaps, IArtifactStore? store = null)
{
    private const int Top = 100;
    private readonly IArtifactStore artifacts = store ?? new FolderArtifactStore();
    private readonly ConcurrentDictionary<string, int> seen = new();
    private readonly ConcurrentDictionary<string, int> skills = new();
    private int commands;

    /// <summary>Training jobs by name, once for each time that one was offered.</summary>
    public ConcurrentQueue<TrainModel> Jobs { get; } = new();

    /// <summary>Chunks that were asked for, all copies counted.</summary>
    public int Commands => commands;

    public Mishaps Mishaps => mishaps;

    /// <summary>Another ranks.</summary>
    public bool LeavesRanking { get; init; }

    /// <returns>How often this command was seen before.</returns>
    public int Count(string id)
    {
        Interlocked.Increment(ref commands);
        return seen.AddOrUpdate(id, 0, (_, n) => n + 1);
    }

    public static bool Hits(string id, int every) => every > 0 && Number(id) % every == 0;

    public async Task<ResponsesGenerated> AnswerAsync(GenerateResponses command)
    {
        var batch = ContentHash.UnitId([.. command.Units.Select(u => u.UnitId)]);
        var skill = await SkillAsync(command.Contestant);
        return new(command.Campaign, command.ChunkId, [.. command.Units.Select(unit =>
        {
            var question = unit.Messages[^1].Content;
            var luck = command.Sampling.Temperature > 0 ? unit.Seed.ToString(CultureInfo.InvariantCulture) : "greedy";
            var draw = Number(ContentHash.UnitId(
                command.Contestant.Artifacts.FirstOrDefault()?.Sha256 ?? command.Contestant.Name, question, luck, batch)) % Top;
            var right = Answer(question);
            var failed = mishaps.FailsAlways is { } always && always.Contestant == command.Contestant.Name
                    && question.Contains(always.Text, StringComparison.Ordinal)
                || (!command.ChunkId.Contains('.', StringComparison.Ordinal) && Hits(command.ChunkId, mishaps.FailsOnce));
            var endpoint = command.Contestant.Asked;
            return new ResponseResult
            {
                UnitId = unit.UnitId,
                Text = failed ? "" : $"#### {(draw < skill ? right : right + 1)}",
                PromptTokens = 5,
                ResponseTokens = 4,
                LatencySeconds = 0.01,
                FinishReason = "stop",
                CostUsd = endpoint is null ? 0 : ((5 * endpoint.InputPrice) + (4 * endpoint.OutputPrice)) / 1_000_000,
                Failure = failed ? "The endpoint refused." : null,
                Endpoint = endpoint?.Endpoint.Name,
            };
        })]);
    }

    public BattlesJudged Judge(JudgeBattles command)
    {
        if (mishaps.ThrowOnJudging is { } text && command.Units.Any(u => u.Messages[^1].Content.Contains(text, StringComparison.Ordinal)))
            throw new InvalidOperationException("The judge stumbled.");
        return new(command.Campaign, command.ChunkId, command.Judge.Name, [.. command.Units.Select(unit =>
        {
            bool a = FinalAnswer.Matches(unit.ResponseA, unit.Reference!), b = FinalAnswer.Matches(unit.ResponseB, unit.Reference!);
            var reply = command.Judge.Asked.FirstOrDefault() is { Model: var model }
                ? new JudgeReply
                {
                    Raw = "{}",
                    Reason = "because",
                    Model = model.Model,
                    Fingerprint = null,
                    FinishReason = "stop",
                    PromptTokens = 50,
                    ResponseTokens = 10,
                    LatencySeconds = 0.01,
                    CostUsd = ((50 * model.InputPrice) + (10 * model.OutputPrice)) / 1_000_000,
                    Endpoint = model.Endpoint.Name,
                }
                : null;
            var scores = new GameScores(a ? 9 : 2, b ? 9 : 2, reply);
            var winner = a == b ? a ? BattleWinner.Tie : BattleWinner.BothBad : a ? BattleWinner.ModelA : BattleWinner.ModelB;
            return new VerdictResult
            {
                UnitId = unit.UnitId,
                ContestantA = command.Arena is null ? null : unit.ContestantA,
                ContestantB = command.Arena is null ? null : unit.ContestantB,
                Games = [scores, scores],
                ScoreA = scores.ScoreA,
                ScoreB = scores.ScoreB,
                Winner = winner,
                A = Assessment(command.Judge, a),
                B = Assessment(command.Judge, b),
            };
        })], command.Arena);
    }

    // A language model compares answers and checks none.
    private static ResponseAssessment Assessment(JudgeReference judge, bool right) =>
        judge is LlmJudgeReference ? new(null, null, "") : new(right, right ? null : 5, right ? "right" : "wrong");

    public async Task<PromptSetsBuilt> BuildAsync(BuildPromptSets command)
    {
        var spec = command.Arithmetic;
        var counts = new Dictionary<string, int>
        {
            ["validation"] = spec.Validation,
            ["arena-diverse"] = spec.Diverse,
            ["arena-hard"] = spec.Hard,
        };
        for (var i = 0; i < spec.Iterations; i++)
            (counts[$"D{(3 * i) + 1}"], counts[$"D{(3 * i) + 2}"], counts[$"D{(3 * i) + 3}"]) = (spec.Parts.Sft, spec.Parts.Dpo, spec.Parts.Ppo);
        var sets = new Dictionary<string, ArtifactReference>();
        foreach (var (name, count) in counts)
            sets[name] = await artifacts.WriteRowsAsync(command.Scope, $"{name}.jsonl", Enumerable.Range(1, count).Select(n =>
                new PromptRow($"{name}-{n}", n % 2 == 0 ? "addition" : "subtraction", [ChatTurn.User($"{name}: {n} + {n}?")], $"{n + n}")), default);
        counts["D0"] = spec.Initial;
        sets["D0"] = await artifacts.WriteRowsAsync(command.Scope, "D0.jsonl", Enumerable.Range(1, spec.Initial).Select(n =>
            new SftRow([ChatTurn.User($"{n} + {n}?"), ChatTurn.Assistant($"#### {n + n}")], new($"D0-{n}", "addition", "D0", "given"))), default);
        return new(command.Campaign, command.BuildId, sets, counts, new Dictionary<string, int> { ["duplicate"] = 1 });
    }

    /// <summary>The winners' responses; for rewards and pairs the same rows stand in for every file.</summary>
    public async Task<TrainingDataMined> MineAsync(MineTrainingData command)
    {
        if (command.Rule.Kind == MiningKind.RejectionSampling) return await TrainingDataMining.MineAsync(command, artifacts);
        var rows = new List<SftRow>();
        foreach (var earlier in command.Earlier)
            rows.AddRange(await artifacts.ReadRowsAsync<SftRow>(earlier.Rows).ToListAsync());
        var old = rows.Count;
        var chosenBy = new SortedDictionary<string, int>();
        var level = 0;
        await foreach (var prompt in artifacts.ReadRowsAsync<PromptBattles>(command.Battles))
        {
            var lost = prompt.Battles.FirstOrDefault(b => Math.Abs(b.ScoreA - b.ScoreB) >= command.Rule.MinimumGap);
            if (lost is null)
            {
                level++;
                continue;
            }
            var winner = prompt.Responses[lost.ScoreA > lost.ScoreB ? lost.A : lost.B];
            chosenBy[winner.Contestant] = chosenBy.GetValueOrDefault(winner.Contestant) + 1;
            rows.Add(new([.. prompt.Messages, ChatTurn.Assistant(winner.Text)],
                new(prompt.PromptId, prompt.Category, prompt.Split, "gap", winner.Contestant)));
        }
        var file = await artifacts.WriteRowsAsync(command.Scope, $"{command.Stage}.jsonl", rows, default);
        var dataset = command.Rule.Kind == MiningKind.Reward ? new MinedDataset(file, file, file, file) : new MinedDataset(file);
        return new(command.Campaign, command.DatasetId, command.Stage, dataset, rows.Count, rows.Count - old, chosenBy,
            new SortedDictionary<string, int> { ["no gap"] = level });
    }

    public async Task<ArenaRanked> RankAsync(RankArena command)
    {
        var scores = new SortedDictionary<string, (double Won, int Battles)>(StringComparer.Ordinal);
        await foreach (var battle in artifacts.ReadRowsAsync<BattleRow>(command.Battles))
        {
            var won = battle.Winner switch { "model_a" => 1, "model_b" => 0, _ => 0.5 };
            foreach (var (name, share) in new[] { (battle.ModelA, won), (battle.ModelB, 1 - won) })
            {
                var score = scores.GetValueOrDefault(name);
                scores[name] = (score.Won + share, score.Battles + 1);
            }
        }
        var order = scores.OrderByDescending(s => s.Value.Won / s.Value.Battles).ThenBy(s => s.Key, StringComparer.Ordinal).ToList();
        return new(command.Campaign, command.RankingId, command.Stage, [.. order.Select((s, i) =>
        {
            var elo = 1000 + (400 * s.Value.Won / s.Value.Battles);
            return new LeaderboardRow(s.Key, elo, elo - 10, elo + 10, i + 1, i + 1, i + 1, s.Value.Battles);
        })], [], []);
    }

    /// <summary>A state at step 1.</summary>
    public async Task<SavedTraining> SaveAsync(TrainModel job) => new(1, await artifacts.WriteRowsAsync(
        job.Lease.States, $"{Guid.NewGuid():N}.jsonl", new[] { ChatTurn.User(job.JobId) }, default));

    /// <summary>A checkpoint whose skill is that of its base and ten more, and whose hash tells everything it was trained on.</summary>
    public async Task<ModelTrained> TrainAsync(TrainModel job)
    {
        if (job.Data.Tokenizer is { } tokenizer) await artifacts.MaterializeFolderAsync(tokenizer);
        var inputs = job.Data.Rows.Append(job.Data.Pairs).Append(job.Data.RewardModel).Append(job.Base).Select(a => a?.Sha256 ?? "none");
        // PPO gains nothing here, so that the gate has something to reject.
        var skill = job.Base is null ? 20 : await SkillAsync(job.Base) + (job.Recipe.Algorithm == TrainingAlgorithm.Ppo ? 0 : 15);
        var model = await artifacts.WriteFolderAsync(job.Lease.Models, job.Name,
            folder => WriteCheckpointAsync(folder, skill, string.Join(' ', inputs) + job.Seed));
        return new(job.Campaign, job.JobId, job.Name, model, 7,
            new Dictionary<string, double> { ["loss"] = 0.5, ["diverged"] = double.NaN },
            new Dictionary<string, IReadOnlyList<CurvePoint>> { ["loss"] = [new(1, 1), new(2, 0.5)] }, 0.1);
    }

    public static async Task WriteCheckpointAsync(string folder, int skill, string content)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "skill"), skill.ToString(CultureInfo.InvariantCulture));
        await File.WriteAllTextAsync(Path.Combine(folder, "content"), content);
    }

    /// <summary>One set, whose file holds the questions.</summary>
    public async Task<PromptSetsBuilt> ImportAsync(ImportPrompts command)
    {
        var rows = await artifacts.ReadRowsAsync<PromptRow>(command.File).Take(command.Limit ?? int.MaxValue).ToListAsync();
        var set = await artifacts.WriteRowsAsync(command.Scope, $"{ImportPrompts.SetName}.jsonl", rows, default);
        return new(command.Campaign, command.BuildId, new Dictionary<string, ArtifactReference> { [ImportPrompts.SetName] = set },
            new Dictionary<string, int> { [ImportPrompts.SetName] = rows.Count }, new Dictionary<string, int>());
    }

    /// <summary>A model behind an endpoint has its skill in its name: <c>skill-60</c>.</summary>
    private async Task<int> SkillAsync(ContestantReference contestant) => contestant is CheckpointContestantReference local
        ? await SkillAsync(local.Checkpoint) : int.Parse(contestant.ModelName.AsSpan("skill-".Length), CultureInfo.InvariantCulture);

    private async Task<int> SkillAsync(ArtifactReference checkpoint)
    {
        if (skills.TryGetValue(checkpoint.Sha256, out var known)) return known;
        var folder = await artifacts.MaterializeFolderAsync(checkpoint);
        return skills[checkpoint.Sha256] = int.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "skill")), CultureInfo.InvariantCulture);
    }

    private static int Answer(string question) =>
        2 * int.Parse(question.Split(": ")[1].Split(" + ")[0], CultureInfo.InvariantCulture);

    private static int Number(string id) => int.Parse(ContentHash.OfText(id).AsSpan(0, 6), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

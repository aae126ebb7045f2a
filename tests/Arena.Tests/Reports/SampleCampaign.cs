using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Contestants;
using ArenaLearning.Flywheel.Judges;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.Flywheel.Training;

namespace ArenaLearning.Arena.Tests.Reports;

/// <summary>Campaigns as they could have been, with plausible figures drawn from a seed.</summary>
internal sealed record SampleCampaign(CampaignResult Result, TrainingCampaignDetails Details)
{
    private static readonly string[] Skills = ["addition", "multiplication", "subtraction", "two_step"];

    /// <param name="competitors">Their names.</param>
    /// <param name="rejected">Stages that the gate rejects.</param>
    /// <param name="skipped">Stages without anything to train on.</param>
    public static SampleCampaign Create(
        int iterations = 3, IReadOnlyList<string>? competitors = null, Func<string, bool>? rejected = null,
        Func<string, bool>? skipped = null, bool control = false)
    {
        competitors ??= ["subtractor", "multiplier", "storyteller"];
        rejected ??= stage => stage is "DPO-I1" or "DPO-I3";
        skipped ??= _ => false;
        var random = new Random(1);
        string[] stages = ["SFT-I0", .. from i in Enumerable.Range(1, iterations) from s in new[] { "SFT", "DPO", "PPO" } select $"{s}-I{i}"];
        var newcomers = stages.Where(s => !skipped(s)).ToArray();
        var elo = competitors.Select((c, i) => (Name: c, Elo: 1100.0 + 45 * i * (i % 2 == 0 ? 1 : -1)))
            .Concat(newcomers.Select(s => (Name: s, Elo: 1330 - 520 * Math.Exp(-Array.IndexOf(stages, s) / 2.5) + 12 * random.NextDouble())))
            .ToArray();
        LeaderboardRow[] leaderboard = [.. elo.OrderByDescending(e => e.Elo).Select((e, i) => new LeaderboardRow(
            e.Name, e.Elo, e.Elo - 18 - 6 * random.NextDouble(), e.Elo + 18 + 6 * random.NextDouble(), i + 1, Math.Max(1, i),
            Math.Min(elo.Length, i + 2), 9600))];
        var details = new List<StageDetails>();
        var target = "SFT-I0";
        foreach (var (index, name) in stages.Index())
        {
            var stage = Stage(index, name, target, rejected(name), skipped(name), control, competitors, leaderboard, random);
            details.Add(stage);
            if (stage.Promoted) target = name;
        }
        return new(
            Outcome(details, leaderboard),
            new()
            {
                Version = TrainingCampaignDetails.CurrentVersion,
                Spec = Spec(iterations, competitors),
                Prompts = new(new Dictionary<string, int> { ["D0"] = 3000, ["D1"] = 4000, ["validation"] = 800, ["arena-diverse"] = 400, ["arena-hard"] = 400 },
                    new Dictionary<string, int> { ["duplicate"] = 118, ["operands of a held-out set"] = 342 }),
                Contestants = [
                    .. competitors.Select((c, i) => new ContestantDetails(c, true, Accuracy(0.24 + 0.03 * i, random))),
                    .. details.Where(s => s.Skipped is null).Select(s => new ContestantDetails(s.Contestant, false, s.Greedy)),
                ],
                Stages = details,
                WinRates = WinRates(elo),
                Warnings = [],
                Failures = [],
            });
    }

    private static StageDetails Stage(
        int index, string name, string target, bool rejected, bool skipped, bool control, IReadOnlyList<string> competitors,
        IReadOnlyList<LeaderboardRow> leaderboard, Random random)
    {
        var (kind, iteration) = (name[..3], int.Parse(name[5..]));
        var greedy = Accuracy(0.95 - 0.62 * Math.Exp(-index / 2.2), random);
        var sampled = Accuracy(0.93 - 0.66 * Math.Exp(-index / 2.2), random);
        var mining = index == 0 ? null : Mining(kind, iteration, index, name, target, competitors, random);
        var stage = new StageDetails
        {
            Iteration = iteration,
            Stage = kind,
            Contestant = name,
            Opponent = index == 0 ? null : target,
            Promoted = !rejected || index == 0,
            Greedy = greedy,
            Sampled = sampled,
            Mining = mining,
            TrainingBattles = index == 0 ? 0 : 24000,
            ArenaBattles = 2400,
            Leaderboard = leaderboard,
        };
        if (skipped)
            return stage with { Contestant = target, Opponent = target, Promoted = false, Skipped = "no pair has a gap of 2 or more", ArenaBattles = 0 };
        var gain = rejected ? -0.011 : 0.024;
        return stage with
        {
            Gate = index == 0 ? null : new GateDetails(Accuracy(0.6, random), Accuracy(0.6 + gain, random), 0),
            Training = Training(kind, name, index == 0 ? null : target, random),
            RewardModel = kind == "PPO" ? Training("RM", $"RM-I{iteration}", null, random) : null,
            Control = kind == "DPO" && control
                ? new(Training("DPO", $"DPO-I{iteration}-control", target, random), Accuracy(0.6, random), greedy, sampled) : null,
        };
    }

    private static MiningDetails Mining(
        string kind, int iteration, int index, string name, string target, IReadOnlyList<string> competitors, Random random)
    {
        var chosen = competitors.ToDictionary(c => c, _ => random.Next(200, 900));
        if (kind != "SFT") (chosen[name], chosen[target]) = (random.Next(20, 60), random.Next(20, 60));
        var rows = chosen.Values.Sum();
        return new(
            $"D{index}", new(kind switch { "SFT" => MiningKind.Sft, "DPO" => MiningKind.Preference, _ => MiningKind.Reward }, kind == "SFT"
                && iteration == 1 ? 3 : 1),
            4000, rows * iteration, rows, chosen,
            new Dictionary<string, int>
            {
                ["every response is wrong"] = random.Next(300, 900),
                ["gap below K"] = random.Next(300, 900),
                ["target won"] = 211
            }, ["a1b2"]);
    }

    private static TrainingDetails Training(string kind, string name, string? from, Random random)
    {
        string[] curves = kind switch
        {
            "SFT" => ["loss"],
            "DPO" => ["loss", "rewards/margins", "rewards/accuracies"],
            "RM" => ["loss", "accuracy"],
            _ => ["objective/scores", "objective/kl", "truth/reward_correlation", "truth/accuracy", "lr"],
        };
        var metrics = curves.ToDictionary(c => c, _ => random.NextDouble());
        if (kind == "RM")
            (metrics["eval/pair_accuracy"], metrics["eval/pair_accuracy/edited"], metrics["eval/pair_accuracy/storyteller"],
                metrics["eval/pairs"]) = (0.7417, 0.625, 0.8, 1430);
        return new(
            name, from, $"checkpoints/{name}", new string('c', 64), 1874, metrics,
            curves.ToDictionary(c => c, c => Curve(c, random)), 21.4);
    }

    private static IReadOnlyList<CurvePoint> Curve(string name, Random random) =>
        [.. Enumerable.Range(0, 30).Select(i => new CurvePoint(20 * i, name switch
        {
            "loss" => 0.2 + 2.8 * Math.Exp(-i / 6.0) + 0.1 * random.NextDouble(),
            "objective/kl" => 0.002 * i + 0.004 * random.NextDouble(),
            _ => 0.9 - 0.4 * Math.Exp(-i / 8.0) + 0.03 * random.NextDouble(),
        }))];

    private static AccuracyDetails Accuracy(double overall, Random random) => new(
        overall,
        Skills.ToDictionary(s => s, _ => Math.Clamp(overall + 0.2 * (random.NextDouble() - 0.5), 0, 1)),
        new Dictionary<string, double> { ["arena-diverse"] = Math.Min(1, overall + 0.06), ["arena-hard"] = overall - 0.06 }, 800);

    private static WinRate[] WinRates((string Name, double Elo)[] elo) =>
        [.. from a in elo from b in elo where a != b select new WinRate(a.Name, b.Name, 1 / (1 + Math.Pow(10, (b.Elo - a.Elo) / 400)), 800)];

    private static CampaignResult Outcome(List<StageDetails> stages, LeaderboardRow[] leaderboard) => new()
    {
        Version = CampaignResult.CurrentVersion,
        Campaign = "arithmetic",
        Seed = 1,
        Digest = "7d3f6a0c1e5b9824".PadRight(64, 'e'),
        WallSeconds = 332.4,
        PeakRssBytes = 1_640_000_000,
        Stages = [.. stages.Select(s =>
        {
            var row = leaderboard.Single(r => r.Contestant == s.Contestant);
            return new StageResult
            {
                Iteration = s.Iteration,
                Stage = s.Stage,
                Contestant = s.Contestant,
                Promoted = s.Promoted,
                Elo = row.Elo,
                EloLower = row.Lower,
                EloUpper = row.Upper,
                Accuracy = s.Greedy.Overall,
                TrainRows = s.Training?.Rows ?? 0,
                Battles = s.TrainingBattles + s.ArenaBattles,
                Metrics = s.Training?.Metrics ?? new Dictionary<string, double>(),
            };
        })],
        Leaderboard = [.. leaderboard.Select(LeaderboardEntry.From)],
        Units = new(412_310, 412_298, 12, 37),
        Spend = new(0, 0, 0, 0),
    };

    private static TrainingCampaignSpec Spec(int iterations, IReadOnlyList<string> competitors)
    {
        var even = Skills.ToDictionary(s => s, _ => 1.0);
        var recipe = new TrainingRecipe(TrainingAlgorithm.Sft, "auto", 2, 100, new(4e-3, 0.05, 0.9, 0.98, 1, 0.05, 0.5), 64, 600);
        return new()
        {
            Name = "arithmetic",
            Seed = 1,
            Device = "auto",
            Target = new("target", new(64, 3, 4, 176, 96), "arithmetic/tokenizer"),
            Competitors = [.. competitors.Select(c => new CheckpointContestantSpec { Name = c, Checkpoint = $"arithmetic/{c}", Temperature = 0.7 })],
            Prompts = new()
            {
                Skills = even,
                TerseShare = 0.5,
                Initial = 3000,
                InitialSkills = even,
                Iterations = iterations,
                Parts = new(4000, 2000, 2000),
                Validation = 800,
                Diverse = 400,
                Hard = 400,
            },
            Battles = new(1, new(1, 4, 2), 40, JudgeSpec.Verifier),
            Mining = new([3, 1, 1], [2, 2, 2], [1, 1, 1]),
            Arena = new(competitors[0], 1100, 100),
            Gate = new(0),
            Training = new("target", false, recipe, recipe, recipe, recipe, recipe),
            Work = new(128, 200, 4000, 30, 3),
        };
    }
}

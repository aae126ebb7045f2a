using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Work;

namespace ArenaLearning.Flywheel.Results;

/// <summary>What a campaign came to: <c>result.json</c>, with snake_case names.</summary>
public sealed record CampaignResult
{
    /// <summary>Of this format: <see cref="CurrentVersion"/>.</summary>
    public required int Version { get; init; }

    /// <summary>Name in the campaign file.</summary>
    public required string Campaign { get; init; }
    public required long Seed { get; init; }

    /// <summary>
    /// SHA-256 over the final leaderboard (ratings rounded to six decimals), the hashes of all datasets and those of all checkpoints, in
    /// the order of the stages: equal digests mean equal campaigns.
    /// </summary>
    public required string Digest { get; init; }

    /// <summary>Time that processes worked on the campaign, restarts included.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>Most resident memory that the process of Flywheel held; with all services in one process, of all.</summary>
    public required long PeakRssBytes { get; init; }

    /// <summary>Of a flywheel; a model arena has none.</summary>
    public required IReadOnlyList<StageResult> Stages { get; init; }

    /// <summary>Of the whole arena after the last stage, best first.</summary>
    public required IReadOnlyList<LeaderboardEntry> Leaderboard { get; init; }
    public required UnitCounts Units { get; init; }

    /// <summary>What was paid to endpoints.</summary>
    public required SpendTotal Spend { get; init; }

    /// <summary>False where a budget stopped the campaign: the leaderboard is then one of the battles so far.</summary>
    public bool Complete { get; init; } = true;

    public const int CurrentVersion = 2;
    public const string FileName = "result.json";
}

/// <summary>One stage, in the order of the campaign.</summary>
public sealed record StageResult
{
    public required int Iteration { get; init; }

    /// <summary>What stages of its kind are called: <c>SFT</c>, <c>DPO</c>, <c>PPO</c>, <c>RM</c>, <c>RS</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>
    /// The version that came out, for example <c>DPO-I2</c>; the target that stayed, where the stage had nothing to train on or trained a
    /// reward model alone.
    /// </summary>
    public required string Contestant { get; init; }

    /// <summary>Whether it became the target; SFT-I0 always does.</summary>
    public required bool Promoted { get; init; }

    /// <summary>On the final leaderboard, so that all stages stand on one scale.</summary>
    public required double Elo { get; init; }

    /// <summary>2.5% quantile of the bootstrap.</summary>
    public required double EloLower { get; init; }

    /// <summary>97.5% quantile of the bootstrap.</summary>
    public required double EloUpper { get; init; }

    /// <summary>Share of arena prompts whose greedy answer is right, 0 to 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Rows that training read.</summary>
    public required int TrainRows { get; init; }

    /// <summary>Judged battles of the stage: on its training prompts and in the arena.</summary>
    public required int Battles { get; init; }

    /// <summary>
    /// By name: those of training as TRL names them; those of the reward model under <c>reward_model/</c>, of the DPO control under
    /// <c>control/</c>; and accuracies: <c>validation_accuracy</c>, <c>validation_accuracy_before</c> (of the target it had to beat),
    /// <c>accuracy_sampled</c> (temperature 1), <c>accuracy/SKILL</c>, <c>accuracy/PART</c>.
    /// </summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Null where it is stage and iteration, as in <c>DPO-I2</c>.</summary>
    public string? Name { get; init; }
}

public sealed record LeaderboardEntry
{
    public required string Contestant { get; init; }
    public required double Elo { get; init; }

    public required double Lower { get; init; }
    public required double Upper { get; init; }

    public required int Rank { get; init; }

    /// <summary>Best rank that the intervals allow.</summary>
    public required int RankLower { get; init; }

    /// <summary>Worst rank that the intervals allow.</summary>
    public required int RankUpper { get; init; }
    public required int Battles { get; init; }

    /// <summary>With style control, what the same battles give without it; else null.</summary>
    public PlainRating? Plain { get; init; }

    public static LeaderboardEntry From(LeaderboardRow row) => new()
    {
        Contestant = row.Contestant,
        Elo = row.Elo,
        Lower = row.Lower,
        Upper = row.Upper,
        Rank = row.Rank,
        RankLower = row.RankLower,
        RankUpper = row.RankUpper,
        Battles = row.Battles,
    };
}

/// <summary>A rating without style control.</summary>
public sealed record PlainRating(double Elo, double Lower, double Upper, int Rank);

/// <summary>What was paid to all endpoints together.</summary>
/// <param name="Requests">Answers that came from an endpoint and not from the cache.</param>
public sealed record SpendTotal(long Requests, long PromptTokens, long ResponseTokens, decimal CostUsd)
{
    public static SpendTotal Of(IReadOnlyList<EndpointSpend> endpoints) => new(
        endpoints.Sum(e => e.Requests), endpoints.Sum(e => e.PromptTokens), endpoints.Sum(e => e.ResponseTokens), endpoints.Sum(e => e.CostUsd));
}

/// <summary>Units of work: responses and verdicts.</summary>
/// <param name="Planned">Done and failed together.</param>
/// <param name="Failed">Given up after the last attempt, or impossible because what they need failed.</param>
/// <param name="DuplicatesDropped">Copies of results that were recorded before.</param>
public sealed record UnitCounts(long Planned, long Done, long Failed, long DuplicatesDropped);

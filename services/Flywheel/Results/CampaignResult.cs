using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Work;

namespace ArenaLearning.Flywheel.Results;

/// <summary>What a campaign came to: <c>result.json</c>, with snake_case names.</summary>
/// <param name="Version">Of this format: <see cref="CurrentVersion"/>.</param>
/// <param name="Campaign">Name in the campaign file.</param>
/// <param name="Digest">
/// SHA-256 over the final leaderboard (ratings rounded to six decimals), the hashes of all datasets and those of all
/// checkpoints, in the order of the stages: equal digests mean equal campaigns.
/// </param>
/// <param name="WallSeconds">Time that processes worked on the campaign, restarts included.</param>
/// <param name="PeakRssBytes">Most resident memory that the process of Flywheel held; with all services in one process, of all.</param>
/// <param name="Stages">Of a flywheel; a model arena has none.</param>
/// <param name="Leaderboard">Of the whole arena after the last stage, best first.</param>
/// <param name="Spend">What was paid to endpoints.</param>
/// <param name="Complete">False where a budget stopped the campaign: the leaderboard is then one of the battles so far.</param>
public sealed record CampaignResult(
    int Version, string Campaign, long Seed, string Digest, double WallSeconds, long PeakRssBytes,
    IReadOnlyList<StageResult> Stages, IReadOnlyList<LeaderboardEntry> Leaderboard, UnitCounts Units, SpendTotal Spend, bool Complete = true)
{
    public const int CurrentVersion = 2;
    public const string FileName = "result.json";
}

/// <summary>One stage, in the order of the campaign.</summary>
/// <param name="Stage">What stages of its kind are called: <c>SFT</c>, <c>DPO</c>, <c>PPO</c>, <c>RM</c>, <c>RS</c>.</param>
/// <param name="Contestant">
/// The version that came out, for example <c>DPO-I2</c>; the target that stayed, where the stage had nothing to train on or trained a reward model alone.
/// </param>
/// <param name="Promoted">Whether it became the target; SFT-I0 always does.</param>
/// <param name="Elo">On the final leaderboard, so that all stages stand on one scale.</param>
/// <param name="EloLower">2.5% quantile of the bootstrap.</param>
/// <param name="EloUpper">97.5% quantile of the bootstrap.</param>
/// <param name="Accuracy">Share of arena prompts whose greedy answer is right, 0 to 1.</param>
/// <param name="TrainRows">Rows that training read.</param>
/// <param name="Battles">Judged battles of the stage: on its training prompts and in the arena.</param>
/// <param name="Metrics">
/// By name: those of training as TRL names them; those of the reward model under <c>reward_model/</c>, of the DPO control
/// under <c>control/</c>; and accuracies: <c>validation_accuracy</c>, <c>validation_accuracy_before</c> (of the target it had
/// to beat), <c>accuracy_sampled</c> (temperature 1), <c>accuracy/SKILL</c>, <c>accuracy/PART</c>.
/// </param>
/// <param name="Name">Null where it is stage and iteration, as in <c>DPO-I2</c>.</param>
public sealed record StageResult(
    int Iteration, string Stage, string Contestant, bool Promoted, double Elo, double EloLower, double EloUpper,
    double Accuracy, int TrainRows, int Battles, IReadOnlyDictionary<string, double> Metrics, string? Name = null);

/// <param name="RankLower">Best rank that the intervals allow.</param>
/// <param name="RankUpper">Worst rank that the intervals allow.</param>
/// <param name="Plain">With style control, what the same battles give without it; else null.</param>
public sealed record LeaderboardEntry(
    string Contestant, double Elo, double Lower, double Upper, int Rank, int RankLower, int RankUpper, int Battles, PlainRating? Plain = null)
{
    public static LeaderboardEntry From(LeaderboardRow row) =>
        new(row.Contestant, row.Elo, row.Lower, row.Upper, row.Rank, row.RankLower, row.RankUpper, row.Battles);
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

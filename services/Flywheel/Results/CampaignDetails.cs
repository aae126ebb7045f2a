using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Campaigns;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Ratings.Judges;

namespace ArenaLearning.Flywheel.Results;

/// <summary>Everything that the report shows beside <see cref="CampaignResult"/>: <c>details.json</c>, with snake_case names.</summary>
/// <param name="Version">Of this format: <see cref="CurrentVersion"/>.</param>
/// <param name="Spec">The campaign file, overrides applied.</param>
/// <param name="Contestants">In the order in which they joined the arena: competitors, then versions of the target.</param>
/// <param name="WinRates">Of the whole arena after the last stage.</param>
/// <param name="Warnings">Of the rankings and of the stages, in words, each with the stage it came from.</param>
/// <param name="Failures">Failed units, grouped by reason.</param>
/// <param name="JudgeCards">Of the judge, of its jury's members and of the verifier that checks beside it; null where the judge is the verifier.</param>
/// <param name="Spend">What was paid to each endpoint; null where the file has none.</param>
public sealed record CampaignDetails(
    int Version, CampaignSpec Spec, PromptSetDetails Prompts, IReadOnlyList<ContestantDetails> Contestants,
    IReadOnlyList<StageDetails> Stages, IReadOnlyList<WinRate> WinRates, IReadOnlyList<string> Warnings,
    IReadOnlyList<FailureDetails> Failures, IReadOnlyList<JudgeCard>? JudgeCards = null, IReadOnlyList<EndpointSpend>? Spend = null)
{
    public const int CurrentVersion = 1;
    public const string FileName = "details.json";
}

/// <param name="Counts">Rows by set: <c>D0</c> to <c>D9</c>, <c>validation</c>, <c>arena-diverse</c>, <c>arena-hard</c>.</param>
/// <param name="Dropped">Rows dropped while the sets were built, by reason.</param>
public sealed record PromptSetDetails(IReadOnlyDictionary<string, int> Counts, IReadOnlyDictionary<string, int> Dropped);

/// <param name="IsCompetitor">False for a version of the target.</param>
/// <param name="Accuracy">Of its greedy answers in the arena.</param>
public sealed record ContestantDetails(string Contestant, bool IsCompetitor, AccuracyDetails Accuracy);

/// <summary>Shares of right answers, 0 to 1, of the prompts that were answered.</summary>
/// <param name="BySkill">By the prompt's category.</param>
/// <param name="ByPart">By prompt set: <c>arena-diverse</c>, <c>arena-hard</c> or <c>validation</c>.</param>
/// <param name="Prompts">Prompts answered.</param>
public sealed record AccuracyDetails(
    double Overall, IReadOnlyDictionary<string, double> BySkill, IReadOnlyDictionary<string, double> ByPart, int Prompts);

/// <summary>One stage.</summary>
/// <param name="Stage"><c>SFT</c>, <c>DPO</c> or <c>PPO</c>.</param>
/// <param name="Contestant">The version that came out, or the unchanged target where <paramref name="Skipped"/> says why.</param>
/// <param name="Opponent">The target that the stage's battles were fought with and that the gate compares to; null for SFT-I0.</param>
/// <param name="Skipped">Why nothing was trained; null where something was.</param>
/// <param name="Gate">Null for SFT-I0 and for a skipped stage.</param>
/// <param name="Greedy">On the arena, greedy answers.</param>
/// <param name="Sampled">On the arena, one answer at temperature 1 to each prompt.</param>
/// <param name="Mining">Null for SFT-I0, which trains on D0.</param>
/// <param name="Training">Null for a skipped stage.</param>
/// <param name="RewardModel">Of a PPO stage.</param>
/// <param name="Control">Of a DPO stage with <c>training.dpo_control</c>.</param>
/// <param name="TrainingBattles">Judged battles on the stage's training prompts.</param>
/// <param name="ArenaBattles">Judged battles that the newcomer brought to the arena.</param>
/// <param name="Leaderboard">Of the arena right after this stage.</param>
public sealed record StageDetails(
    int Iteration, string Stage, string Contestant, string? Opponent, string? Skipped, bool Promoted,
    GateDetails? Gate, AccuracyDetails Greedy, AccuracyDetails Sampled, MiningDetails? Mining,
    TrainingDetails? Training, TrainingDetails? RewardModel, ControlDetails? Control,
    int TrainingBattles, int ArenaBattles, IReadOnlyList<LeaderboardRow> Leaderboard);

/// <summary>The promotion gate, on the validation split: over a greedy answer and one at temperature 1 to each prompt.</summary>
/// <param name="Before">Accuracy of the target that was to be beaten.</param>
/// <param name="After">Accuracy of the stage's checkpoint.</param>
/// <param name="MinimumGain">The gain must be greater than this.</param>
public sealed record GateDetails(AccuracyDetails Before, AccuracyDetails After, double MinimumGain);

/// <summary>What was mined from whom (the paper's table of chosen responses).</summary>
/// <param name="Split">The part whose battles were mined, for example <c>D4</c>.</param>
/// <param name="Rule">With <c>MinimumGap</c> K in judge points.</param>
/// <param name="Prompts">Prompts that were fought over.</param>
/// <param name="RowCount">Rows of the dataset, earlier iterations included.</param>
/// <param name="NewRows">Rows of this stage's battles.</param>
/// <param name="ChosenBy">New rows by the contestant whose response was chosen.</param>
/// <param name="Dropped">Prompts that gave no row, by reason.</param>
/// <param name="DatasetHashes">SHA-256 of the files of the dataset, in the order rows, stepwise, prompts, held-out.</param>
public sealed record MiningDetails(
    string Split, MiningRule Rule, int Prompts, int RowCount, int NewRows, IReadOnlyDictionary<string, int> ChosenBy,
    IReadOnlyDictionary<string, int> Dropped, IReadOnlyList<string> DatasetHashes);

/// <param name="Name">Of the model that came out, for example <c>DPO-I1</c> or <c>RM-I2</c>.</param>
/// <param name="Base">Name of the model it started from; null for a fresh one.</param>
/// <param name="Checkpoint">Its folder, relative to the output folder, with forward slashes.</param>
/// <param name="CheckpointHash">SHA-256 of that folder.</param>
/// <param name="Rows">Rows that training read.</param>
/// <param name="Metrics">Final figures, with TRL's names.</param>
/// <param name="Curves">Figures over training steps, by name.</param>
/// <param name="Seconds">Time in training steps.</param>
public sealed record TrainingDetails(
    string Name, string? Base, string Checkpoint, string CheckpointHash, int Rows, IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyDictionary<string, IReadOnlyList<CurvePoint>> Curves, double Seconds);

/// <summary>The control that saw the same winners without the preference term; it is never promoted and does not battle.</summary>
/// <param name="Validation">On the validation split, as the gate measures it.</param>
/// <param name="Greedy">On the arena, greedy answers.</param>
/// <param name="Sampled">On the arena, temperature 1.</param>
public sealed record ControlDetails(
    TrainingDetails Training, AccuracyDetails Validation, AccuracyDetails Greedy, AccuracyDetails Sampled);

/// <param name="Kind"><c>response</c> or <c>verdict</c>.</param>
public sealed record FailureDetails(string Kind, string Reason, long Units);

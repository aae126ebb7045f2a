using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;

namespace ArenaLearning.Flywheel.Training;

/// <summary>A round and the stage that it was fought in.</summary>
public sealed record FoughtRound(Stage Stage, Round Round);

/// <summary>What the campaign is played with, the same from first to last.</summary>
/// <param name="Sets">Prompt sets by name; D0 is no prompt set but SFT rows.</param>
/// <param name="Learner">What the target can say, where a competitor has words of its own; null where all share one vocabulary.</param>
public sealed record Field(
    PromptSetsBuilt Prompts, IReadOnlyDictionary<string, PromptSet> Sets, ArtifactReference InitialRows,
    IReadOnlyList<ContestantReference> Competitors, LearnerVocabulary? Learner)
{
    public const string InitialSet = "D0";
    public const string ArenaDiverse = "arena-diverse", ArenaHard = "arena-hard";

    public PromptSet Validation => Sets["validation"];
    public IReadOnlyList<PromptSet> Arena => [Sets[ArenaDiverse], Sets[ArenaHard]];
}

/// <summary>How a newcomer did in the arena.</summary>
public sealed record ArenaOutcome(AccuracyDetails Greedy, AccuracyDetails Sampled, int Battles, ArenaRanked Ranking);

/// <summary>What a finished stage leaves to those after it; recorded in the ledger as one step.</summary>
/// <param name="Newcomer">The version that was trained; null for a skipped stage.</param>
/// <param name="Validation">Accuracy of the version that was trained, or of the target that stays.</param>
/// <param name="Dataset">What was mined; null for SFT-I0 and where there was nothing.</param>
/// <param name="RewardModel">Of a PPO stage.</param>
public sealed record StageOutcome(
    StageDetails Details, CheckpointContestantReference? Newcomer, AccuracyDetails Validation, MinedDataset? Dataset,
    CheckpointContestantReference? RewardModel, IReadOnlyList<WinRate> WinRates, IReadOnlyList<string> Warnings);

/// <summary>Where the campaign stands between two stages.</summary>
/// <param name="Target">The newest promoted version.</param>
/// <param name="TargetValidation">Its accuracy on the validation split, as the gate measures it.</param>
/// <param name="Initial">SFT-I0.</param>
/// <param name="Standing">Everyone in the arena, in the order in which they joined.</param>
/// <param name="Datasets">The latest dataset of each kind of stage, which holds those before it.</param>
public sealed record TrainingCampaignState(
    CheckpointContestantReference Target, AccuracyDetails TargetValidation, CheckpointContestantReference Initial,
    CheckpointContestantReference? RewardModel,
    IReadOnlyList<ContestantReference> Standing, IReadOnlyDictionary<StageKind, MinedDataset> Datasets,
    IReadOnlyList<StageOutcome> Outcomes, IReadOnlyList<FoughtRound> Rounds)
{
    public static TrainingCampaignState After(StageOutcome initial, IReadOnlyList<ContestantReference> competitors, IReadOnlyList<FoughtRound> rounds) =>
        new(initial.Newcomer!, initial.Validation, initial.Newcomer!, null, [.. competitors, initial.Newcomer!],
            new Dictionary<StageKind, MinedDataset>(), [initial], rounds);

    public TrainingCampaignState After(Stage stage, StageOutcome outcome, IReadOnlyList<FoughtRound> rounds) => this with
    {
        Target = outcome.Details.Promoted ? outcome.Newcomer! : Target,
        TargetValidation = outcome.Details.Promoted ? outcome.Validation : TargetValidation,
        RewardModel = outcome.RewardModel ?? RewardModel,
        Standing = outcome.Newcomer is { } newcomer ? [.. Standing, newcomer] : Standing,
        Datasets = outcome.Dataset is { } dataset
            ? new Dictionary<StageKind, MinedDataset>(Datasets) { [stage.Kind] = dataset } : Datasets,
        Outcomes = [.. Outcomes, outcome],
        Rounds = [.. Rounds, .. rounds],
    };
}

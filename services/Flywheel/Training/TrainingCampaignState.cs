using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;

namespace ArenaLearning.Flywheel.Training;

/// <summary>Where the campaign stands between two stages.</summary>
/// <param name="Target">The newest promoted version; null before the first stage.</param>
/// <param name="TargetValidation">Its accuracy on the validation split, as the gate measures it.</param>
/// <param name="Initial">The first version.</param>
/// <param name="Standing">Everyone in the arena, in the order in which they joined.</param>
/// <param name="Datasets">The latest dataset of each kind of mining, which holds those before it.</param>
public sealed record TrainingCampaignState(
    CheckpointContestantReference? Target, AccuracyDetails? TargetValidation, CheckpointContestantReference? Initial,
    IReadOnlyList<ContestantReference> Standing, IReadOnlyDictionary<MiningKind, MinedDataset> Datasets,
    IReadOnlyList<StageOutcome> Outcomes, IReadOnlyList<FoughtRound> Rounds)
{
    /// <summary>The target, of which there is one from the first stage on.</summary>
    public CheckpointContestantReference Current => Target ?? throw new InvalidOperationException("No stage has made a target yet.");

    /// <summary>The newest reward model; null where there is none.</summary>
    public CheckpointContestantReference? RewardModel => RewardModelWithPrompts(null).Model;

    public static TrainingCampaignState Before(IReadOnlyList<ContestantReference> competitors) =>
        new(null, null, null, competitors, new Dictionary<MiningKind, MinedDataset>(), [], []);

    /// <summary>The model that training starts from.</summary>
    /// <param name="word"><c>target</c> or <c>initial</c>.</param>
    public CheckpointContestantReference StartOf(string word) => word == "initial" && Initial is { } initial ? initial : Current;

    /// <summary>A reward model, and the prompts of the battles that it and those before it were mined from.</summary>
    /// <param name="name">Null for the newest.</param>
    public (CheckpointContestantReference? Model, ArtifactReference? Prompts) RewardModelWithPrompts(string? name) =>
        Outcomes.LastOrDefault(outcome => outcome.RewardModel is { } model && (name is null || model.Name == name)) is { } found
            ? (found.RewardModel, found.Dataset?.Prompts) : (null, null);

    public TrainingCampaignState After(IStage stage, StageOutcome outcome, IReadOnlyList<FoughtRound> rounds) => this with
    {
        Target = outcome.Details.Promoted ? outcome.Newcomer! : Target,
        TargetValidation = outcome.Details.Promoted ? outcome.Validation : TargetValidation,
        Initial = Initial ?? outcome.Newcomer,
        Standing = outcome.Newcomer is { } newcomer ? [.. Standing, newcomer] : Standing,
        Datasets = outcome.Dataset is { } dataset && stage.Mining is { } mining
            ? new Dictionary<MiningKind, MinedDataset>(Datasets) { [mining.Kind] = dataset } : Datasets,
        Outcomes = [.. Outcomes, outcome],
        Rounds = [.. Rounds, .. rounds],
    };
}

using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;

namespace ArenaLearning.Flywheel.Training;

/// <summary>What a finished stage leaves to those after it; recorded in the ledger as one step.</summary>
/// <param name="Newcomer">The version that was trained; null where there is none.</param>
/// <param name="Validation">Accuracy of the version that was trained, or of the target that stays.</param>
/// <param name="Dataset">What was mined; null where there was nothing.</param>
/// <param name="RewardModel">Of a stage that trains one.</param>
public sealed record StageOutcome(
    StageDetails Details, CheckpointContestantReference? Newcomer, AccuracyDetails Validation, MinedDataset? Dataset,
    CheckpointContestantReference? RewardModel, IReadOnlyList<WinRate> WinRates, IReadOnlyList<string> Warnings);

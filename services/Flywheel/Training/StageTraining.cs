using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Campaigns;

namespace ArenaLearning.Flywheel.Training;

/// <summary>What a stage trained.</summary>
/// <param name="Version">A new version of the target; null for a stage that brings none.</param>
/// <param name="Data">What the version was trained on; a control is trained on the same.</param>
/// <param name="RewardModel">Null where the stage trains none.</param>
public sealed record StageTraining(TrainedModel? Version, TrainingData Data, TrainedModel? RewardModel = null);

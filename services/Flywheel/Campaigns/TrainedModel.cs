using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Results;

namespace ArenaLearning.Flywheel.Campaigns;

/// <param name="Model">As a contestant, or as the reward model.</param>
public sealed record TrainedModel(CheckpointContestantReference Model, TrainingDetails Details);

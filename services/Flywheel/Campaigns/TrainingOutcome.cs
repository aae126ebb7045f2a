using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Campaigns;

/// <summary>How a training job ended: with a model, or with the reason why there is none.</summary>
public sealed record TrainingOutcome(ModelTrained? Model, string? Failure);

using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Ledger;

/// <summary>What the ledger knows of a training job that is not done.</summary>
/// <param name="Lease">Number of the last lease that was given.</param>
/// <param name="Saved">The newest state of the job; null where none was reported.</param>
public sealed record TrainingState(int Lease, SavedTraining? Saved);

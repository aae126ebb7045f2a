using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Results;

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

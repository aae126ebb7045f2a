using ArenaLearning.Flywheel.Battles;

namespace ArenaLearning.Flywheel.Training;

/// <summary>The promotion gate, on the validation split: over a greedy answer and one at temperature 1 to each prompt.</summary>
/// <param name="Before">Accuracy of the target that was to be beaten.</param>
/// <param name="After">Accuracy of the stage's checkpoint.</param>
/// <param name="MinimumGain">The gain must be greater than this.</param>
public sealed record GateDetails(AccuracyDetails Before, AccuracyDetails After, double MinimumGain);

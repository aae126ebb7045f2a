using ArenaLearning.Flywheel.Battles;

namespace ArenaLearning.Flywheel.Training;

/// <param name="IsCompetitor">False for a version of the target.</param>
/// <param name="Accuracy">Of its greedy answers in the arena.</param>
public sealed record ContestantDetails(string Contestant, bool IsCompetitor, AccuracyDetails Accuracy);

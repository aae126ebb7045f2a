using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;

namespace ArenaLearning.Flywheel.Training;

/// <summary>How a newcomer did in the arena.</summary>
public sealed record ArenaOutcome(AccuracyDetails Greedy, AccuracyDetails Sampled, int Battles, ArenaRanked Ranking);

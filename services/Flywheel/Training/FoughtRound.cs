using ArenaLearning.Flywheel.Battles;

namespace ArenaLearning.Flywheel.Training;

/// <summary>A round and the name of the stage that it was fought in.</summary>
public sealed record FoughtRound(string Stage, Round Round);

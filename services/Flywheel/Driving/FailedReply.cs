using ArenaLearning.Flywheel.Ledger;

namespace ArenaLearning.Flywheel.Driving;

/// <summary>A unit for which a reply brings no result.</summary>
public sealed record FailedReply(string UnitId, UnitFailure Failure);

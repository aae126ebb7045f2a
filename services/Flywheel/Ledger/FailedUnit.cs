namespace ArenaLearning.Flywheel.Ledger;

/// <summary>A unit that failed, and whether it is tried again.</summary>
public readonly record struct FailedUnit(int Attempts, bool GivenUp);

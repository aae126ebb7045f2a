namespace ArenaLearning.Flywheel.Ledger;

/// <summary>A step as it is recorded.</summary>
/// <param name="Version">Of its shape.</param>
/// <param name="Output">What came of it, as JSON.</param>
public sealed record RecordedStep(string Key, int Version, string Output);

namespace ArenaLearning.Flywheel.Ledger;

/// <summary>What a ledger forgot, so that units that were given up are tried again.</summary>
/// <param name="Failed">Units that were given up.</param>
/// <param name="Steps">Keys of the steps that came after the first of them was given up, in the order in which they were recorded.</param>
/// <param name="Results">Answers and verdicts of the work that followed those steps.</param>
public sealed record ForgottenWork(long Failed, IReadOnlyList<string> Steps, long Results);

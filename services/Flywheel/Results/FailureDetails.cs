namespace ArenaLearning.Flywheel.Results;

/// <param name="Kind"><c>response</c> or <c>verdict</c>.</param>
public sealed record FailureDetails(string Kind, string Reason, long Units);

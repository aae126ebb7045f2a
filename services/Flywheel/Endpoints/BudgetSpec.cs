namespace ArenaLearning.Flywheel.Endpoints;

/// <summary>Most that may be spent; null for no limit.</summary>
/// <param name="MaxCost">US dollars.</param>
/// <param name="MaxTokens">Prompt and response tokens together.</param>
public sealed record BudgetSpec(double? MaxCost, long? MaxTokens);

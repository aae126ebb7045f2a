namespace ArenaLearning.Flywheel.Ledger;

/// <summary>What was changed of a campaign since its file was written: what it may spend, and how much of it is in flight. Null is as in the file.</summary>
/// <param name="BudgetUsd">In the place of <c>budget.max_cost</c>.</param>
/// <param name="BudgetTokens">In the place of <c>budget.max_tokens</c>.</param>
/// <param name="Window">In the place of <c>work.window</c>.</param>
public sealed record CampaignLimits(decimal? BudgetUsd = null, long? BudgetTokens = null, int? Window = null)
{
    /// <summary>Nothing was changed.</summary>
    public static CampaignLimits AsInFile { get; } = new();
}

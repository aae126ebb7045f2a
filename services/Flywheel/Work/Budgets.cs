using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Ledger;

namespace ArenaLearning.Flywheel.Work;

/// <summary>The budgets of a campaign file as limits of what is spent.</summary>
public static class Budgets
{
    /// <param name="shared">Of all campaigns of the process.</param>
    public static SpendBook Book(
        BudgetSpec? whole, IReadOnlyList<EndpointSpec> endpoints, IReadOnlyList<EndpointSpend> spent, SpendBook? shared = null) => new(
        Limit(whole),
        endpoints.ToDictionary(endpoint => endpoint.Name, endpoint => Limit(endpoint.Budget), StringComparer.Ordinal),
        spent.ToDictionary(s => s.Endpoint, s => new Spend(s.PromptTokens + s.ResponseTokens, s.CostUsd), StringComparer.Ordinal),
        shared);

    private static SpendLimit Limit(BudgetSpec? budget) => new(budget?.MaxTokens, budget?.MaxCost is { } cost ? (decimal)cost : null);
}

using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Ledger;

namespace ArenaLearning.Flywheel.Work;

/// <summary>The budgets of a campaign file as limits of what is spent.</summary>
public static class Budgets
{
    /// <param name="whole">Over all endpoints.</param>
    /// <param name="shared">Of all campaigns of the process.</param>
    /// <param name="changeable">The campaign, where a command can change <paramref name="whole"/>.</param>
    public static SpendBook Book(
        SpendLimit whole, IReadOnlyList<EndpointSpec> endpoints, IReadOnlyList<EndpointSpend> spent, SpendBook? shared = null,
        string? changeable = null)
    {
        var limits = endpoints.ToDictionary(endpoint => endpoint.Name, endpoint => Limit(endpoint.Budget), StringComparer.Ordinal);
        var before = spent.ToDictionary(s => s.Endpoint, s => new Spend(s.PromptTokens + s.ResponseTokens, s.CostUsd), StringComparer.Ordinal);
        return new(whole, limits, before, shared) { Campaign = changeable };
    }

    /// <returns>No limit where there is no budget.</returns>
    public static SpendLimit Limit(BudgetSpec? budget) => new(budget?.MaxTokens, budget?.MaxCost is { } cost ? (decimal)cost : null);
}

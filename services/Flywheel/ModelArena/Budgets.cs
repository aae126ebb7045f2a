using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Work;

namespace ArenaLearning.Flywheel.ModelArena;

/// <summary>The budgets of a campaign file as limits of what is spent.</summary>
public static class Budgets
{
    public static SpendBook Book(ModelArenaSpec spec, IReadOnlyList<EndpointSpend> spent) => new(
        Limit(spec.Budget),
        spec.Endpoints.ToDictionary(endpoint => endpoint.Name, endpoint => Limit(endpoint.Budget), StringComparer.Ordinal),
        spent.ToDictionary(s => s.Endpoint, s => new Spend(s.PromptTokens + s.ResponseTokens, s.CostUsd), StringComparer.Ordinal));

    private static SpendLimit Limit(BudgetSpec? budget) => new(budget?.MaxTokens, budget?.MaxCost is { } cost ? (decimal)cost : null);
}

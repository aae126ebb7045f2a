using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Ledger;

namespace ArenaLearning.Flywheel.Work;

/// <summary>What a campaign's file says, with what was changed since laid over it.</summary>
public static class ChangedLimits
{
    private const decimal MostUsd = 1_000_000_000_000;

    /// <param name="budget">As the file has it; null for none.</param>
    public static SpendLimit Budget(BudgetSpec? budget, CampaignLimits changed)
    {
        var limit = Budgets.Limit(budget);
        return new(changed.BudgetTokens ?? limit.Tokens, changed.BudgetUsd ?? limit.CostUsd);
    }

    /// <returns>Most units in flight.</returns>
    public static int Window(WorkSpec work, CampaignLimits changed) => changed.Window ?? work.Window;

    /// <param name="work">As the file has it; null where it cannot be read here.</param>
    /// <returns>What is not allowed, by the names of <see cref="CampaignLimits"/>.</returns>
    public static IEnumerable<(string Name, string What)> Broken(WorkSpec? work, CampaignLimits changed)
    {
        if (changed.BudgetUsd is < 0 or > MostUsd) yield return (nameof(changed.BudgetUsd), $"must be an amount from 0 to {MostUsd:0} US dollars");
        if (changed.BudgetTokens < 1) yield return (nameof(changed.BudgetTokens), "must be 1 or more");
        if (changed.Window is not { } window) yield break;
        if (window < 1) yield return (nameof(changed.Window), "must be 1 or more");
        else if (work is not null)
            foreach (var broken in WorkRules.Broken(work with { Window = window })) yield return (nameof(changed.Window), broken.What);
    }
}

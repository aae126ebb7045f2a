using System.Globalization;
using ArenaLearning.Settings;

namespace ArenaLearning.Flywheel.Work;

/// <summary>Work that was not let go.</summary>
/// <param name="Endpoint">Whose budget stood in the way; null for the campaign's.</param>
/// <param name="Most">The most that the work could have cost of that budget.</param>
/// <param name="Units">Units of the work: they are asked for together.</param>
public sealed record SpendRefusal(string? Endpoint, Spend Most, int Units)
{
    /// <summary>What is spent of the budget.</summary>
    public Spend Spent { get; init; }

    /// <summary>Whether it is the budget of all campaigns of the process.</summary>
    public bool IsShared { get; init; }

    /// <summary>The campaign whose budget a command changes; null where its file alone says it.</summary>
    public string? Campaign { get; init; }

    /// <summary>What happened and what to do.</summary>
    public override string ToString()
    {
        var (budget, keys) = IsShared
            ? ("The budget of all campaigns of this Flywheel", $"{KnownSettings.Budget.Variable} in its environment")
            : Endpoint is null ? ("The campaign's budget", Campaign is null ? "budget.max_cost, budget.max_tokens"
                : $"`arena campaigns set {Campaign} --budget-usd X` or --budget-tokens N, then `arena campaigns resume {Campaign}`")
            : ($"The budget of endpoint {Endpoint}", "budget of the endpoint: max_cost, max_tokens");
        var units = Units == 1 ? "one unit" : $"{Units} units, which are asked for together,";
        return Spent == default
            ? $"{budget} is too small: nothing of it is spent, and {units} may cost up to {Words(Most)}"
                + $"{(Units == 1 ? "" : $", one of them {Words(new(Most.Tokens / Units, Most.CostUsd / Units))}")}. "
                + $"Raise the budget ({keys}){(Units == 1 ? "" : ", or set work.generation_chunk and work.judging_chunk to 1, which takes another --out")}."
            : $"{budget} is used up: {Words(Spent)} are spent, and the next {units} may cost up to {Words(Most)}. Raise the budget ({keys}) to go on.";
    }

    private static string Words(Spend spend) => string.Create(
        CultureInfo.InvariantCulture, $"{spend.CostUsd:0.######} US dollars and {spend.Tokens:N0} tokens");
}

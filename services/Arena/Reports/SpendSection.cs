using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Work;

namespace ArenaLearning.Arena.Reports;

/// <summary>What was paid to whom.</summary>
internal static class SpendSection
{
    /// <returns>None where no endpoint was asked.</returns>
    public static IEnumerable<Section> Render(IReadOnlyList<EndpointSpend> spend)
    {
        if (spend.Count == 0) yield break;
        yield return new("spend", "Spend", HtmlTable.Render("What was paid to each endpoint; answers from the cache cost nothing",
            [new("Endpoint"), new("Requests"), new("Prompt tokens"), new("Response tokens"), new("US dollars")],
            spend.Select(IReadOnlyList<Html> (s) =>
                [Html.Text(s.Endpoint), Html.Text(Figures.Count(s.Requests)), Html.Text(Figures.Count(s.PromptTokens)),
                    Html.Text(Figures.Count(s.ResponseTokens)), Html.Of($"{s.CostUsd:0.0000}")])));
    }
}

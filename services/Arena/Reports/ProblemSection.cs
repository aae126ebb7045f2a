using ArenaLearning.Flywheel.Results;

namespace ArenaLearning.Arena.Reports;

/// <summary>What failed and what rankings warn of.</summary>
internal static class ProblemSection
{
    /// <returns>None where there is nothing to tell.</returns>
    public static IEnumerable<Section> Render(IReadOnlyList<FailureDetails> failures, IReadOnlyList<string> warnings)
    {
        if (failures.Count == 0 && warnings.Count == 0) yield break;
        yield return new("problems", "Failures and warnings", Html.Of($"""
            {(failures.Count == 0 ? Html.Empty : HtmlTable.Render("Failed units, by reason",
                [new("Kind"), new("Units"), new("Reason", ColumnKind.Long)],
                failures.Select(IReadOnlyList<Html> (f) => [Html.Text(f.Kind), Html.Text(Figures.Count(f.Units)), Html.Text(f.Reason)])))}
            {(warnings.Count == 0 ? Html.Empty : Html.Of($"<ul>{warnings.Select(w => Html.Of($"<li>{w}</li>"))}</ul>"))}
            """));
    }
}

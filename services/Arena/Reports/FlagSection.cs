using System.Text.Json;
using ArenaLearning.Ratings.Flags;

namespace ArenaLearning.Arena.Reports;

/// <summary>Contestants that try to win without answering.</summary>
internal static class FlagSection
{
    /// <returns>None where nobody is flagged.</returns>
    public static IEnumerable<Section> Render(IReadOnlyList<FlaggedContestant> flags)
    {
        if (flags.Count == 0) yield break;
        yield return new("flags", "Flagged contestants", Html.Of($"""
            <p>These answer many prompts with nearly the same text, or speak to the judge instead of the person who asks.
            What their Elo says is how easily the judge is fooled.</p>
            {HtmlTable.Render("Flagged, with the prompts that are affected",
                [new("Contestant"), new("Why", ColumnKind.Name), new("Prompts"), new("Of"), new("What was found", ColumnKind.Long)],
                flags.SelectMany(flag => flag.Reasons.Select(IReadOnlyList<Html> (reason) =>
                    [Html.Text(flag.Contestant), Html.Text(Reason(reason.Kind)), Html.Text(Figures.Count(reason.Prompts)), Html.Text(Figures.Count(reason.Of)),
                        Html.Text(reason.Patterns.Count == 0 ? Figures.None : string.Join(", ", reason.Patterns))])))}
            """));
    }

    /// <summary>For example <c>same text</c>.</summary>
    public static string Reason(FlagKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()).Replace('_', ' ');
}

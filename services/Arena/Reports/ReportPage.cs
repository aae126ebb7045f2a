using ArenaLearning.Flywheel.Results;

namespace ArenaLearning.Arena.Reports;

/// <summary>
/// The report of a campaign: one HTML document with its pictures inside, no scripts and nothing to fetch. The same
/// records give the same page.
/// </summary>
public static class ReportPage
{
    public static string Render(CampaignResult result, CampaignDetails details)
    {
        Section[] sections =
        [
            RatingSections.EloByStage(result),
            RatingSections.Leaderboard(result, details),
            RatingSections.WinRates(result, details),
            AccuracySection.Render(details),
            GateSection.Render(details),
            TrainingSection.Render(details),
            .. RewardModelSection.Render(details),
            MiningSection.Render(details),
            .. Problems(details),
            PaperSection.Render(result, details),
        ];
        return Html.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <link rel="icon" href="data:,">
            <title>{result.Campaign}, seed {result.Seed}: Arena Learning</title>
            {Html.Style(ReportStyle.Css)}
            </head>
            <body>
            <header>
            <h1>{result.Campaign}</h1>
            <p>{Summary(result)}</p>
            {Facts(result)}
            <nav aria-label="Sections"><ul>{sections.Select(s => Html.Of($"""<li><a href="#{s.Id}">{s.Title}</a></li>"""))}</ul></nav>
            </header>
            <main>
            {sections.Select(s => Html.Of($"""<section id="{s.Id}" aria-labelledby="{s.Id}-title"><h2 id="{s.Id}-title">{s.Title}</h2>{s.Body}</section>"""))}
            </main>
            <footer><p>Made from <code>{CampaignResult.FileName}</code> and <code>{CampaignDetails.FileName}</code> of the same folder.</p></footer>
            </body>
            </html>

            """).ToString();
    }

    private static string Summary(CampaignResult result)
    {
        if (result.Stages.Count == 0) return "No stage has ended.";
        var first = result.Stages[0];
        var last = result.Stages.LastOrDefault(s => s.Promoted) ?? first;
        var gated = result.Stages.Count(s => s != first && !s.WasSkipped());
        var promoted = result.Stages.Count(s => s != first && s.Promoted);
        var gates = $"The promotion gate let {promoted} of {gated} trained stages pass.";
        return last == first
            ? $"The target stayed {first.Name()}: {Figures.Percent(first.Accuracy)} right on the arena, Elo {Figures.Elo(first.Elo)}. {gates}"
            : $"The target went from {Figures.Percent(first.Accuracy)} right on the arena ({first.Name()}, Elo {Figures.Elo(first.Elo)}) to "
                + $"{Figures.Percent(last.Accuracy)} ({last.Name()}, Elo {Figures.Elo(last.Elo)}). {gates}";
    }

    private static Html Facts(CampaignResult result)
    {
        (string Term, string Value)[] facts =
        [
            ("Campaign", result.Campaign), ("Seed", $"{result.Seed}"), ("Wall time", Figures.Duration(result.WallSeconds)),
            ("Peak memory", Figures.Memory(result.PeakRssBytes)), ("Units planned", Figures.Count(result.Units.Planned)),
            ("Units done", Figures.Count(result.Units.Done)), ("Units failed", Figures.Count(result.Units.Failed)),
            ("Duplicates dropped", Figures.Count(result.Units.DuplicatesDropped)),
        ];
        return Html.Of($"""
            <dl class="facts">{facts.Select(f => Html.Of($"<div><dt>{f.Term}</dt><dd>{f.Value}</dd></div>"))}</dl>
            <p class="digest soft">Digest <code>{result.Digest}</code></p>
            """);
    }

    private static IEnumerable<Section> Problems(CampaignDetails details)
    {
        if (details.Failures.Count == 0 && details.Warnings.Count == 0) yield break;
        yield return new("problems", "Failures and warnings", Html.Of($"""
            {(details.Failures.Count == 0 ? Html.Empty : HtmlTable.Render("Failed units, by reason",
                [new("Kind"), new("Units"), new("Reason", ColumnKind.Long)],
                details.Failures.Select(IReadOnlyList<Html> (f) => [Html.Text(f.Kind), Html.Text(Figures.Count(f.Units)), Html.Text(f.Reason)])))}
            {(details.Warnings.Count == 0 ? Html.Empty : Html.Of($"<ul>{details.Warnings.Select(w => Html.Of($"<li>{w}</li>"))}</ul>"))}
            """));
    }
}

using ArenaLearning.Flywheel.Results;

namespace ArenaLearning.Arena.Reports;

/// <summary>The page around the sections of a report: one HTML document with all inside, no scripts and nothing to fetch.</summary>
internal static class ReportFrame
{
    /// <summary>Ends the summary of a campaign that did not complete; empty for one that did.</summary>
    public static string Stopped(CampaignResult result) =>
        result.Complete ? "" : " A budget stopped the campaign before its end: this is what there was until then.";

    /// <param name="summary">The campaign in a sentence or two.</param>
    public static string Render(CampaignResult result, string summary, IReadOnlyList<Section> sections)
    {
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
            <p>{summary}</p>
            {Facts(result)}
            <nav aria-label="Sections"><ul>{sections.Select(s => Html.Of($"""<li><a href="#{s.Id}">{s.Title}</a></li>"""))}</ul></nav>
            </header>
            <main>
            {sections.Select(s => Html.Of($"""<section id="{s.Id}" aria-labelledby="{s.Id}-title"><h2 id="{s.Id}-title">{s.Title}</h2>{s.Body}</section>"""))}
            </main>
            <footer><p>Made from <code>{CampaignResult.FileName}</code> and <code>{ResultFiles.Details}</code> of the same folder.</p></footer>
            </body>
            </html>

            """).ToString();
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
}

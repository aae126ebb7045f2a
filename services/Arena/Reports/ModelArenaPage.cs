using ArenaLearning.Arena.Rankings;
using ArenaLearning.Flywheel.ModelArena;
using ArenaLearning.Flywheel.Results;

namespace ArenaLearning.Arena.Reports;

/// <summary>The report of a model arena.</summary>
public static class ModelArenaPage
{
    internal static string Render(CampaignResult result, ModelArenaDetails details, AgreementFile? agreement) => ReportFrame.Render(
        result, Summary(result, details),
        [
            RatingSections.Leaderboard(result, Note(result, details), contestant => Role(contestant, details)),
            .. FlagSection.Render(details.Flags),
            .. Agreement(agreement),
            RatingSections.WinRates(result, details.WinRates),
            JudgeSection.Render(details.JudgeCards, details.Spec.CompareWith?.Name, details.Compared),
            Answers(details),
            .. Mining(details),
            .. SpendSection.Render(details.Spend),
            .. ProblemSection.Render(details.Failures, details.Warnings),
        ]);

    private static string Summary(CampaignResult result, ModelArenaDetails details)
    {
        var summary = $"{details.Contestants.Count} contestants answered {Figures.Count(details.Prompts)} prompts; "
            + $"{details.Spec.Judge.Name} decided the battles.";
        if (result.Leaderboard is [var first, ..])
            summary += $" First is {first.Contestant}, Elo {Figures.Elo(first.Elo)}"
                + $"{(details.Flags.Any(f => f.Contestant == first.Contestant) ? ", which is flagged" : "")}.";
        return summary + ReportFrame.Stopped(result);
    }

    private static string Note(CampaignResult result, ModelArenaDetails details)
    {
        var arena = details.Spec.Arena;
        var note = result.Complete ? "All battles." : "The battles so far.";
        if (arena.Soft) note += " Outcomes are soft: how much a battle was won by counts, not only who won it.";
        if (arena.StyleControl)
            note += $" Style is controlled for: {Features(arena.StyleFeatures)} fitted beside the contestants. "
                + "Plain is the rating without that.";
        return note;
    }

    private static string Features(IReadOnlyList<string>? features) => features switch
    {
        ["length"] => "length is",
        ["markdown"] => "headers, lists and bold text are",
        _ => "length, headers, lists and bold text are",
    };

    private static string Role(string contestant, ModelArenaDetails details) => string.Join(", ", new[]
    {
        details.Flags.Any(flag => flag.Contestant == contestant) ? "FLAGGED" : "",
        details.Contestants.FirstOrDefault(c => c.Contestant == contestant)?.Kind ?? "",
        contestant == details.Spec.Mining?.Target ? "target" : "",
        contestant == details.Spec.Arena.Anchor ? "anchor" : "",
    }.Where(word => word.Length > 0));

    private static IEnumerable<Section> Agreement(AgreementFile? agreement)
    {
        if (agreement is null) yield break;
        yield return new("agreement", "Agreement with a reference", Html.Of($"""
            {HtmlTable.Render("The leaderboard beside " + agreement.Reference + ": the paper's metrics, and how near the ratings come",
                [
                    new("Spearman"), new("Human agreement"), new("Differentiation"), new("Average"), new("Pearson"), new("Distance, Elo"),
                    new("Expected scores off by"),
                ],
                [[
                    Share(agreement.Spearman), Share(agreement.HumanAgreement), Share(agreement.Differentiation), Share(agreement.Average),
                    Share(agreement.Pearson), agreement.EloDistance is { } points ? Html.Of($"{points:0.0}") : Html.Text(Figures.None),
                    Share(agreement.ExpectedScoreError),
                ]])}
            {(agreement.Warnings.Count == 0 ? Html.Empty : Html.Of($"<ul>{agreement.Warnings.Select(w => Html.Of($"<li>{w}</li>"))}</ul>"))}
            """));

        static Html Share(double? share) => Html.Text(share is { } value ? Figures.Percent(value) : Figures.None);
    }

    private static Section Answers(ModelArenaDetails details) => new("answers", "Answers", HtmlTable.Render("What each contestant answered",
        [new("Contestant"), new("Kind", ColumnKind.Name), new("Prompts answered"), new("Mean length, words")],
        details.Contestants.Select(IReadOnlyList<Html> (c) =>
            [Html.Text(c.Contestant), Html.Text(c.Kind), Html.Text(Figures.Count(c.Answered)), Html.Of($"{c.MeanLength:0.0}")])));

    private static IEnumerable<Section> Mining(ModelArenaDetails details)
    {
        if (details.Mined.Count == 0) yield break;
        string[] chosen = [.. details.Mined.SelectMany(m => m.ChosenBy.Keys).Distinct().Order(StringComparer.Ordinal)];
        string[] reasons = [.. details.Mined.SelectMany(m => m.Dropped.Keys).Distinct().Order(StringComparer.Ordinal)];
        yield return new("mining", "Training data", Html.Of($"""
            <p>Rows for {details.Spec.Mining!.Target}, from prompts where the winner is at least K judge points ahead.</p>
            {HtmlTable.Render("Rows by the contestant whose response was chosen",
                [new("Dataset"), new("File", ColumnKind.Name), new("Rows"), .. chosen.Select(c => new Column(c))],
                details.Mined.Select(IReadOnlyList<Html> (m) =>
                [
                    Html.Text(m.Stage), Html.Text(m.File), Html.Text(Figures.Count(m.Rows)),
                    .. chosen.Select(c => Html.Text(Figures.Count(m.ChosenBy.GetValueOrDefault(c)))),
                ]))}
            {(reasons.Length == 0 ? Html.Empty : HtmlTable.Render("Prompts that gave no row, by reason",
                [new("Reason"), .. details.Mined.Select(m => new Column(m.Stage))],
                reasons.Select(IReadOnlyList<Html> (reason) =>
                    [Html.Text(reason), .. details.Mined.Select(m => Html.Text(Figures.Count(m.Dropped.GetValueOrDefault(reason))))])))}
            """));
    }
}

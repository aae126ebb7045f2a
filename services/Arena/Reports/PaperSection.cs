using ArenaLearning.Flywheel.Judges;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.Flywheel.Training;

namespace ArenaLearning.Arena.Reports;

/// <summary>The paper's own figures beside the campaign's, under the same names.</summary>
internal static class PaperSection
{
    private const string DerivedMark = "†";

    public static Section Render(CampaignResult result, TrainingCampaignDetails details) => new("paper", "Beside the paper", Html.Of($"""
        <p>The figures of <a href="https://arxiv.org/abs/2407.10627v1">Arena Learning (arXiv 2407.10627v1)</a> under the names of this report. The scales
        differ: the paper trains a 7B model on 30 thousand prompts a stage, judges with Llama-3-70B and fixes Llama-2-70B-Chat at 1100; here tiny models do
        arithmetic, {Judge(details)} judges, and {details.Spec.Arena.Anchor} is fixed at {Figures.Elo(details.Spec.Arena.AnchorElo)}. Compare which way
        the figures go, not how high they stand.</p>
        {EloByStage(result)}
        {Selection(details)}
        {Winners(details)}
        {Agreement()}
        <p class="soft">{DerivedMark} derived from figures that the paper prints: the first iteration's winners are its totals less
        the later iterations. A dash stands where the paper's text gives no figure or the campaign has no such stage.</p>
        """));

    private static string Judge(TrainingCampaignDetails details) =>
        details.Spec.Battles.Judge is VerifierJudgeSpec ? "a verifier" : details.Spec.Battles.Judge.Name;

    private static Html EloByStage(CampaignResult result)
    {
        var paper = PaperFigures.StageByStage.ToDictionary(s => s.Stage);
        var ours = result.Stages.Where(s => s.BroughtVersion() || s.WasSkipped()).ToDictionary(s => s.Name());
        string[] names = [.. ours.Keys, .. paper.Keys.Where(name => !ours.ContainsKey(name))];
        return Html.Of($"""
            <h3>Elo, stage by stage</h3>
            {HtmlTable.Render("Elo of the target after each stage, and its gain over SFT-I0",
                [
                    new("Stage"), new("Paper, WizardArena-Mix"), new("Paper, gain"), new("Paper, MT-Bench"), new("This campaign"),
                    new("This campaign, gain"), new("Outcome here", ColumnKind.Name),
                ],
                names.Select(Row))}
            """);

        IReadOnlyList<Html> Row(string name)
        {
            var theirs = paper.GetValueOrDefault(name);
            var own = ours.GetValueOrDefault(name);
            return
            [
                Html.Text(name), Html.Text(theirs is null ? Figures.None : Figures.Elo(theirs.Elo)),
                Html.Text(theirs is null ? Figures.None : Figures.Signed(theirs.Elo - PaperFigures.StageByStage[0].Elo)),
                theirs?.MtBench is { } score ? Html.Of($"{score:0.00}") : Html.Text(Figures.None),
                Html.Text(own is null ? Figures.None : Figures.Elo(own.Elo)),
                Html.Text(own is null ? Figures.None : Figures.Signed(own.Elo - result.Stages[0].Elo)),
                own is null ? Html.Text(Figures.None) : own.OutcomeMark(),
            ];
        }
    }

    private static Html Selection(TrainingCampaignDetails details)
    {
        var ours = details.Stages.Where(s => s.Mining is not null).ToDictionary(s => s.Name(), s => s.Mining!);
        return Html.Of($"""
            <h3>SFT rows selected by the gap</h3>
            {HtmlTable.Render("SFT rows kept where the gap is at least K; the paper's prompts have a mean difficulty of 4.7 before selection",
                [
                    new("Stage"), new("Paper, K"), new("Paper, rows of 30k"), new("Paper, mean difficulty"), new("Here, K"), new("Here, new rows"),
                    new("Here, share of prompts"),
                ],
                PaperFigures.SftSelection.Select(Row))}
            """);

        IReadOnlyList<Html> Row(PaperFigures.Selection paper)
        {
            var own = ours.GetValueOrDefault(paper.Stage);
            return
            [
                Html.Text(paper.Stage), Html.Of($"{paper.Gap:0.0}"), Html.Of($"{paper.Rows:0.0}k ({paper.Rows / 30:0%})"), Html.Of($"{paper.Difficulty:0.0}"),
                own is null ? Html.Text(Figures.None) : Html.Of($"{own.Rule.MinimumGap:0.0##}"),
                Html.Text(own is null ? Figures.None : Figures.Count(own.NewRows)),
                own is null || own.Prompts == 0 ? Html.Text(Figures.None) : Html.Of($"{(double)own.NewRows / own.Prompts:0%}"),
            ];
        }
    }

    private static Html Winners(TrainingCampaignDetails details)
    {
        var ours = details.Stages.Where(s => s.Mining is { NewRows: > 0 }).ToDictionary(s => s.Name(), s => s.Mining!);
        string[] competitors = [.. details.Contestants.Where(c => c.IsCompetitor).Select(c => c.Contestant)];
        return Html.Of($"""
            <h3>Winner (chosen) responses</h3>
            {HtmlTable.Render("The paper's counts, in thousands, and the share that the target itself won, there and here",
                [
                    new("Stage"), .. PaperFigures.Winners.Select(w => new Column(w)), new("Total"), new("Paper, own share"), new("Here, total"),
                    new("Here, own share"),
                ],
                PaperFigures.Chosen.Select(Row))}
            """);

        IReadOnlyList<Html> Row(PaperFigures.ChosenBy paper) =>
        [
            Html.Text(paper.Stage + (paper.Derived ? " " + DerivedMark : "")),
            .. paper.Rows.Select(rows => rows is { } count ? Html.Of($"{count:0.0}k") : Html.Text(Figures.None)),
            Html.Of($"{paper.Total:0.0}k"),
            paper.Rows[^1] is { } own ? Html.Of($"{own / paper.Total:0%}") : Html.Text(Figures.None),
            Html.Text(ours.TryGetValue(paper.Stage, out var mining) ? Figures.Count(mining.NewRows) : Figures.None),
            mining is not null
                ? Html.Of($"{(double)MiningSection.ChosenOwn(mining, competitors) / mining.NewRows:0%}") : Html.Text(Figures.None),
        ];
    }

    private static Html Agreement() => Html.Of($"""
        <h3>Agreement with human voters</h3>
        <p>How well the paper's offline arenas agree with LMSYS Chatbot Arena-EN. No humans voted on this campaign's contestants: it has no such figure.</p>
        {HtmlTable.Render("Agreement with Chatbot Arena, in percent (paper only)",
            [new("Metric"), .. PaperFigures.Arenas.Select(a => new Column(a))],
            PaperFigures.AgreementWithHumans.Select(IReadOnlyList<Html> (row) =>
                [Html.Text(row.Metric), .. row.Percent.Select((p, i) => Html.Of($"{p:0.00}{(row.Derived.Contains(i) ? DerivedMark : "")}"))]))}
        """);
}

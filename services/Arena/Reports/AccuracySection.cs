using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Training;
using ScottPlot;

namespace ArenaLearning.Arena.Reports;

/// <summary>Right answers on the arena, by skill and by part, greedy and at temperature 1.</summary>
internal static class AccuracySection
{
    private static readonly string[] ArenaParts = ["arena-diverse", "arena-hard"];

    public static Section Render(TrainingCampaignDetails details)
    {
        string[] skills = [.. details.Contestants.SelectMany(c => c.Accuracy.BySkill.Keys)
            .Concat(details.Stages.SelectMany(s => s.Greedy.BySkill.Keys)).Distinct().Order(StringComparer.Ordinal)];
        return new("accuracy", "Accuracy by skill", Html.Of($"""
            <p>Share of the arena's prompts whose final answer is right, on operands that no training row and no training battle contains.</p>
            <div class="charts">
            {Figure(details, "Greedy, by skill", [.. skills.Select(skill => (Spoken(skill), Share((s) => s.Greedy.BySkill, skill)))])}
            {Figure(details, "Greedy, by part of the arena", [.. ArenaParts.Select(part => (Spoken(part), Share(s => s.Greedy.ByPart, part)))])}
            {Figure(details, "Greedy beside temperature 1", [("greedy", s => s.Greedy.Overall), ("temperature 1", s => s.Sampled.Overall)])}
            </div>
            {BeforeAndAfter(details)}
            {HtmlTable.Render("Accuracy on the arena by skill and part, in percent of its prompts; T=1 is one answer at temperature 1",
                [new("Contestant"), new("Answers", ColumnKind.Name), new("All"), .. skills.Concat(ArenaParts).Select(c => new Column(Spoken(c)))],
                details.Stages.Where(s => s.BroughtVersion())
                    .SelectMany(s => new[] { Row(s.Contestant, "greedy", s.Greedy, skills), Row(s.Contestant, "T=1", s.Sampled, skills) })
                    .Concat(details.Contestants.Where(c => c.IsCompetitor).Select(c => Row(c.Contestant, "greedy", c.Accuracy, skills))))}
            """));
    }

    /// <summary>What each stage's training did to the target that it started from, whatever the gate made of it.</summary>
    private static Html BeforeAndAfter(TrainingCampaignDetails details)
    {
        var ofVersion = details.Stages.Where(s => s.BroughtVersion()).ToDictionary(s => s.Contestant, StringComparer.Ordinal);
        var changes = details.Stages.Where(s => s.BroughtVersion() && s.Opponent is not null && ofVersion.ContainsKey(s.Opponent))
            .Select(s => (Stage: s, Before: ofVersion[s.Opponent!])).ToArray();
        return changes.Length == 0 ? Html.Empty : HtmlTable.Render("Accuracy on the arena before and after each stage",
            [
                new("Stage"), new("Target before", ColumnKind.Name), new("Greedy before"), new("Greedy after"), new("Change, points"),
                new("T=1 before"), new("T=1 after"), new("Change, points"),
            ],
            changes.Select(IReadOnlyList<Html> (change) =>
            [
                Html.Text(change.Stage.Name()), Html.Text(change.Before.Contestant),
                .. Change(change.Before.Greedy, change.Stage.Greedy), .. Change(change.Before.Sampled, change.Stage.Sampled),
            ]));

        static IEnumerable<Html> Change(AccuracyDetails before, AccuracyDetails after) =>
        [
            Html.Text(Figures.Percent(before.Overall)), Html.Text(Figures.Percent(after.Overall)), Html.Text(Figures.Points(after.Overall - before.Overall)),
        ];
    }

    private static Html Figure(TrainingCampaignDetails details, string title, IReadOnlyList<(string Name, Func<StageDetails, double> Share)> series)
    {
        Chart.Line[] lines = [.. series.Index().Select(s => new Chart.Line(
            s.Item.Name, [.. details.Stages.Index().Select(stage => new Coordinates(stage.Index, 100 * s.Item.Share(stage.Item)))], s.Index))];
        var alternative = $"{title}: " + string.Join("; ", series.Select(s =>
            s.Name + " " + string.Join(", ", details.Stages.Select(stage => $"{stage.Name()} {Figures.Percent(s.Share(stage))}")))) + ".";
        return Html.Of($"<figure><figcaption>{title}</figcaption>{Chart.Picture(Draw, 345, 290, alternative)}</figure>");

        Plot Draw(ChartTheme theme)
        {
            var plot = Chart.Lines(theme, "", lines, markers: true);
            Chart.NameTicks(plot, [.. details.Stages.Select(s => s.Name())], slanted: true);
            plot.Axes.SetLimitsY(-3, 103);
            plot.YLabel("right answers, %", 12);
            return plot;
        }
    }

    private static Func<StageDetails, double> Share(Func<StageDetails, IReadOnlyDictionary<string, double>> shares, string key) =>
        stage => shares(stage).TryGetValue(key, out var share) ? share : double.NaN;

    private static IReadOnlyList<Html> Row(string contestant, string answers, AccuracyDetails accuracy, IReadOnlyList<string> skills) =>
    [
        Html.Text(contestant), Html.Text(answers), Html.Text(Figures.Percent(accuracy.Overall)),
        .. skills.Select(skill => Html.Text(Figures.Percent(accuracy.BySkill, skill))),
        .. ArenaParts.Select(part => Html.Text(Figures.Percent(accuracy.ByPart, part))),
    ];

    private static string Spoken(string key) => key switch
    {
        "arena-diverse" => "Diverse",
        "arena-hard" => "Hard",
        _ => key.Replace('_', ' '),
    };
}

using ArenaLearning.Flywheel.Training;

namespace ArenaLearning.Arena.Reports;

/// <summary>What was mined from whom, and what was dropped on the way.</summary>
internal static class MiningSection
{
    public static Section Render(TrainingCampaignDetails details)
    {
        var mined = details.Stages.Where(s => s.Mining is not null).ToArray();
        string[] competitors = [.. details.Contestants.Where(c => c.IsCompetitor).Select(c => c.Contestant)];
        return new("mining", "Training data", Html.Of($"""
            <p>Each stage battles the newest target against all competitors on its own part of the prompts and keeps the rows where the winner is at least
            K judge points ahead. The counts name the contestant whose response was chosen; the target's own are those of its versions.
            A prompt gives at most one row, but for a reward model, whose rows are pairs: as many as the prompt has wrong responses, and one
            more whose loser is the winner with a digit changed.</p>
            {(mined.Length == 0
                ? Html.Of($"<p>No stage mined anything.</p>")
                : Html.Of($"{Chosen(mined, competitors)}{Dropped(mined)}"))}
            {Sets(details.Prompts)}
            """));
    }

    /// <summary>Rows of the stage that chose a response of a version of the target.</summary>
    public static int ChosenOwn(MiningDetails mining, IEnumerable<string> competitors) =>
        mining.ChosenBy.Where(c => !competitors.Contains(c.Key)).Sum(c => c.Value);

    private static Html Chosen(IReadOnlyList<StageDetails> stages, IReadOnlyList<string> competitors)
    {
        return HtmlTable.Render("Winner (chosen) responses per contestant, new rows of each stage",
            [
                new("Stage"), new("Part", ColumnKind.Name), new("K"), new("Prompts"), .. competitors.Select(c => new Column(c)),
                new("Target's own"), new("New rows"), new("Rows in the dataset"),
            ],
            stages.GroupBy(s => s.Stage).SelectMany(kind => kind.Select(Row).Append(Total(kind.Key, [.. kind]))));

        IReadOnlyList<Html> Row(StageDetails stage) =>
        [
            Html.Text(stage.Name()), Html.Text(stage.Mining!.Split), Html.Of($"{stage.Mining.Rule.MinimumGap:0.##}"), Count(stage.Mining.Prompts),
            .. competitors.Select(c => Count(stage.Mining.ChosenBy.GetValueOrDefault(c))), Count(ChosenOwn(stage.Mining, competitors)),
            Count(stage.Mining.NewRows), Count(stage.Mining.RowCount),
        ];

        IReadOnlyList<Html> Total(string kind, IReadOnlyList<StageDetails> stages) =>
        [
            Html.Text($"{kind} total"), Html.Empty, Html.Empty, Count(stages.Sum(s => s.Mining!.Prompts)),
            .. competitors.Select(c => Count(stages.Sum(s => s.Mining!.ChosenBy.GetValueOrDefault(c)))),
            Count(stages.Sum(s => ChosenOwn(s.Mining!, competitors))), Count(stages.Sum(s => s.Mining!.NewRows)), Html.Text(Figures.None),
        ];
    }

    private static Html Dropped(IReadOnlyList<StageDetails> stages)
    {
        var reasons = stages.SelectMany(s => s.Mining!.Dropped.Keys).Distinct().Order(StringComparer.Ordinal).ToArray();
        return reasons.Length == 0 ? Html.Empty : HtmlTable.Render("Prompts that gave no row, by reason",
            [new("Reason"), .. stages.Select(s => new Column(s.Name()))],
            reasons.Select(IReadOnlyList<Html> (reason) =>
                [Html.Text(reason), .. stages.Select(s => Count(s.Mining!.Dropped.GetValueOrDefault(reason)))]));
    }

    private static Html Sets(PromptSetDetails prompts)
    {
        var sets = prompts.Counts.OrderBy(c => c.Key, StringComparer.Ordinal).ToArray();
        return Html.Of($"""
            <h3>Prompt sets</h3>
            {HtmlTable.Render("Rows of each set",
                [new("Set"), .. sets.Select(set => new Column(set.Key))], [[Html.Text("Rows"), .. sets.Select(set => Count(set.Value))]])}
            {(prompts.Dropped.Count == 0
                ? Html.Of($"<p>No row was dropped while the sets were built.</p>")
                : HtmlTable.Render("Rows dropped while the sets were built, by reason", [new("Reason"), new("Rows")], ByCount(prompts.Dropped)))}
            """);
    }

    private static IEnumerable<IReadOnlyList<Html>> ByCount(IReadOnlyDictionary<string, int> counts) =>
        counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(IReadOnlyList<Html> (c) => [Html.Text(c.Key), Count(c.Value)]);

    private static Html Count(int count) => Html.Text(Figures.Count(count));
}

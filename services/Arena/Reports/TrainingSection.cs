using ArenaLearning.Flywheel.Results;
using ArenaLearning.Flywheel.Training;
using ScottPlot;

namespace ArenaLearning.Arena.Reports;

/// <summary>Curves over training and the final figures of every training job, one group for each algorithm.</summary>
internal static class TrainingSection
{
    /// <param name="Jobs">Each with the index of its colour: an iteration has the same one in every chart.</param>
    /// <param name="Telling">Curves to look at first, in this order; the others are folded away.</param>
    private sealed record Group(string Title, IReadOnlyList<(TrainingDetails Training, int Color)> Jobs, params IReadOnlyList<string> Telling);

    public static Section Render(TrainingCampaignDetails details)
    {
        Group[] groups =
        [
            new("SFT", Jobs(details, "SFT", s => s.Training), "loss", "grad_norm"),
            new(
                "DPO",
                [
                    .. Jobs(details, "DPO", s => s.Training),
                    .. Jobs(details, "DPO", s => s.Control?.Training).Select(j => (j.Training, j.Color + details.Spec.Prompts.Iterations)),
                ],
                "loss", "rewards/margins", "rewards/accuracies", "rewards/chosen", "rewards/rejected", "nll_loss"),
            new("Reward model", Jobs(details, "PPO", s => s.RewardModel), "loss", "accuracy"),
            new("PPO", Jobs(details, "PPO", s => s.Training),
                "objective/scores", "truth/accuracy", "truth/reward_correlation", "objective/kl", "objective/entropy", "loss/value_avg"),
        ];
        return new("training", "Training curves", Html.Of($"""
            <p>Figures over training, named as TRL names them. In PPO, watch the reward and the truth together: where the reward rises and its
            correlation with the truth falls, the reward model is being exploited.</p>
            {groups.Where(g => g.Jobs.Count > 0).Select(Render)}
            """));
    }

    private static (TrainingDetails Training, int Color)[] Jobs(TrainingCampaignDetails details, string stage, Func<StageDetails, TrainingDetails?> job) =>
        [.. details.Stages.Where(s => s.Stage == stage && job(s) is not null).Select(s => (job(s)!, s.Iteration))];

    private static Html Render(Group group)
    {
        var curves = group.Jobs.SelectMany(j => j.Training.Curves.Keys).Distinct().Order(StringComparer.Ordinal).ToArray();
        var telling = group.Telling.Intersect(curves, StringComparer.Ordinal).ToArray();
        var others = curves.Except(telling, StringComparer.Ordinal).ToArray();
        var metrics = group.Jobs.SelectMany(j => j.Training.Metrics.Keys).Where(m => !RewardModelSection.IsOfSource(m)).Distinct()
            .Order(StringComparer.Ordinal);
        return Html.Of($"""
            <h3>{group.Title}</h3>
            <div class="charts">{telling.Select(name => Curve(group, name))}</div>
            {(others.Length == 0 ? Html.Empty : Html.Of($"""
                <details><summary>{others.Length} more: {string.Join(", ", others)}</summary>
                <div class="charts">{others.Select(name => Curve(group, name))}</div></details>
                """))}
            {HtmlTable.Render($"{group.Title}: final figures",
                [new("Figure"), .. group.Jobs.Select(j => new Column(j.Training.Name))],
                [
                    Row(group, "started from", t => t.Base ?? "fresh"), Row(group, "rows read", t => Figures.Count(t.Rows)),
                    Row(group, "training time", t => Figures.Duration(t.Seconds)),
                    .. metrics.Select(m => Row(group, m, t => t.Metrics.TryGetValue(m, out var value) ? Figures.Value(value) : Figures.None)),
                ])}
            """);
    }

    private static Html Curve(Group group, string name)
    {
        Chart.Line[] lines = [.. group.Jobs.Where(j => j.Training.Curves.ContainsKey(name)).Select(j => new Chart.Line(
            j.Training.Name, [.. j.Training.Curves[name].Select(p => new Coordinates(p.Step, p.Value))], j.Color))];
        var alternative = $"{group.Title}, {name} over training steps: " + string.Join("; ", lines.Where(l => l.Points.Count > 0).Select(l =>
            $"{l.Name} from {Figures.Value(l.Points[0].Y)} at step {l.Points[0].X} to {Figures.Value(l.Points[^1].Y)} at step {l.Points[^1].X}")) + ".";
        return Html.Of($"""
            <figure><figcaption><code>{name}</code></figcaption>{Chart.Picture(theme => Chart.Lines(theme, "step", lines), 345, 230, alternative)}</figure>
            """);
    }

    private static IReadOnlyList<Html> Row(Group group, string figure, Func<TrainingDetails, string> value) =>
        [Html.Text(figure), .. group.Jobs.Select(j => Html.Text(value(j.Training)))];
}

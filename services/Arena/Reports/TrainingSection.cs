using ArenaLearning.Flywheel.Results;
using ArenaLearning.Flywheel.Training;
using ScottPlot;

namespace ArenaLearning.Arena.Reports;

/// <summary>Curves over training and the final figures of every training job, one group for each kind of stage and one for reward models.</summary>
internal static class TrainingSection
{
    /// <param name="Jobs">Each with the index of its colour: an iteration has the same one in every chart.</param>
    private sealed record Group(string Title, IReadOnlyList<(TrainingDetails Training, int Color)> Jobs);

    /// <summary>Curves to look at first, in this order, of whatever algorithm has them; the others are folded away.</summary>
    private static readonly string[] Telling =
    [
        "loss", "accuracy", "rewards/margins", "rewards/accuracies", "rewards/chosen", "rewards/rejected", "nll_loss",
        "objective/scores", "truth/accuracy", "truth/reward_correlation", "objective/kl", "objective/entropy", "loss/value_avg", "grad_norm",
    ];

    public static Section Render(TrainingCampaignDetails details)
    {
        // A control stands beside its stage, in the colour of none.
        var iterations = details.Stages.Select(s => s.Iteration).DefaultIfEmpty().Max();
        var groups = details.Stages
            .SelectMany(s => new (string Title, TrainingDetails? Training, int Color)[]
            {
                ("Reward model", s.RewardModel, s.Iteration), (s.Stage, s.Training, s.Iteration), (s.Stage, s.Control?.Training, s.Iteration + iterations),
            })
            .Where(job => job.Training is not null)
            .GroupBy(job => job.Title, job => (job.Training!, job.Color))
            .Select(group => new Group(group.Key, [.. group.OrderBy(job => job.Color > iterations)]));
        return new("training", "Training curves", Html.Of($"""
            <p>Figures over training, named as TRL names them. In PPO, watch the reward and the truth together: where the reward rises and its
            correlation with the truth falls, the reward model is being exploited.</p>
            {groups.Select(Render)}
            """));
    }

    private static Html Render(Group group)
    {
        var curves = group.Jobs.SelectMany(j => j.Training.Curves.Keys).Distinct().Order(StringComparer.Ordinal).ToArray();
        var telling = Telling.Intersect(curves, StringComparer.Ordinal).ToArray();
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

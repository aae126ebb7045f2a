using System.Globalization;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Training;

namespace ArenaLearning.Arena.Reports;

/// <summary>How far the reward model can be trusted: on held-out pairs by whose response lost, and against the truth during PPO.</summary>
internal static class RewardModelSection
{
    private const string PairAccuracy = "eval/pair_accuracy";
    private const string Pairs = "eval/pairs";
    private const string Reward = "objective/scores";
    private const string Correlation = "truth/reward_correlation";

    /// <returns>Nothing where no reward model was trained.</returns>
    public static IEnumerable<Section> Render(TrainingCampaignDetails details)
    {
        var stages = details.Stages.Where(s => s.RewardModel is not null).ToArray();
        if (stages.Length == 0) yield break;
        yield return new("reward-model", "Reward model", Html.Of($"""
            <p>One prompt in ten of a reward model's parts trains no reward model: on its pairs the model should score the right response
            above the wrong one. By chance half of the pairs come out right. The loser called edited is a right response with one digit changed.</p>
            {Sources(stages)}
            <p>During PPO each sampled answer is also compared with the reference, which training does not see.
            The correlation is that of the reward with being right.</p>
            {DuringPpo([.. details.Stages.Where(s => s.BroughtVersion() && Curve(s, Reward).Count > 0)])}
            """));
    }

    /// <summary>Whether a figure is the pair accuracy of one source of losers, which this section shows.</summary>
    public static bool IsOfSource(string metric) => metric.StartsWith(PairAccuracy + '/', StringComparison.Ordinal);

    private static Html Sources(IReadOnlyList<StageDetails> stages)
    {
        var sources = stages.SelectMany(s => s.RewardModel!.Metrics.Keys).Where(IsOfSource)
            .Distinct().Order(StringComparer.Ordinal).ToArray();
        return HtmlTable.Render("Accuracy on held-out pairs, by whose response lost",
            [new("Loser"), .. stages.Select(s => new Column(s.RewardModel!.Name))],
            [
                .. sources.Select(source => Row(source[(PairAccuracy.Length + 1)..], source, Figures.Percent)),
                Row("all", PairAccuracy, Figures.Percent),
                Row("pairs held out", Pairs, count => Figures.Count((long)count)),
            ]);

        IReadOnlyList<Html> Row(string header, string metric, Func<double, string> text) =>
        [
            Html.Text(header),
            .. stages.Select(s => Html.Text(s.RewardModel!.Metrics.TryGetValue(metric, out var value) ? text(value) : Figures.None)),
        ];
    }

    private static Html DuringPpo(IReadOnlyList<StageDetails> stages) => HtmlTable.Render("PPO, from its first step to its last",
        [new("Stage"), new("Reward"), new("Right answers"), new("Correlation"), new("Correlation, mean")],
        stages.Select(IReadOnlyList<Html> (s) =>
        [
            Html.Text(s.Name()), FirstAndLast(s, Reward, Figures.Value), FirstAndLast(s, "truth/accuracy", Figures.Percent),
            FirstAndLast(s, Correlation, Rounded),
            Html.Text(Curve(s, Correlation) is { Count: > 0 } curve ? Rounded(curve.Average(p => p.Value)) : Figures.None),
        ]));

    private static Html FirstAndLast(StageDetails stage, string name, Func<double, string> text) => Html.Text(
        Curve(stage, name) is { Count: > 0 } curve ? $"{text(curve[0].Value)} to {text(curve[^1].Value)}" : Figures.None);

    private static string Rounded(double correlation) => correlation.ToString("0.00", CultureInfo.InvariantCulture);

    private static IReadOnlyList<CurvePoint> Curve(StageDetails stage, string name) => stage.Training!.Curves.GetValueOrDefault(name) ?? [];
}

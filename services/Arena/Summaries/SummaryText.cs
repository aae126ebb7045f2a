using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ArenaLearning.Arena.Reports;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.Flywheel.Training;

namespace ArenaLearning.Arena.Summaries;

/// <summary>What one campaign left behind.</summary>
internal sealed record FinishedCampaign(CampaignResult Result, TrainingCampaignDetails Details);

/// <summary>
/// Campaigns that differ in their seed, side by side, as Markdown: means with standard errors of what each stage gained over
/// the model that it started from, paired within each campaign.
/// </summary>
internal static partial class SummaryText
{
    private const double Percent = 100;

    public static string Of(IReadOnlyList<FinishedCampaign> campaigns)
    {
        var text = new StringBuilder();
        Campaigns(text, campaigns);
        Stages(text, campaigns);
        Controls(text, campaigns);
        RewardModels(text, campaigns);
        return text.ToString().TrimEnd();
    }

    private static void Campaigns(StringBuilder text, IReadOnlyList<FinishedCampaign> campaigns)
    {
        Table(text, ["campaign", "seed", "first, % right", "target", "target, % right", "target's Elo", "best competitor's Elo", "seconds", "memory, MB"],
            campaigns.Select(c =>
            {
                var (first, target) = (c.Result.Stages[0], Target(c));
                var rival = BestCompetitor(c);
                return (IReadOnlyList<string>)
                [
                    c.Result.Campaign, $"{c.Result.Seed}", Number(Percent * first.Accuracy), target.Contestant, Number(Percent * target.Accuracy),
                    Interval(target.Elo, target.EloLower, target.EloUpper),
                    rival is null ? "" : $"{Interval(rival.Elo, rival.Lower, rival.Upper)} {rival.Contestant}",
                    Number(c.Result.WallSeconds), Number(c.Result.PeakRssBytes / 1e6),
                ];
            }));
        text.AppendLine(CultureInfo.InvariantCulture,
            $"Means with least and most: SFT-I0 {Spread.Of([.. campaigns.Select(c => c.Result.Stages[0].Accuracy)])!.Range(Percent)}% right, "
            + $"final target {Spread.Of([.. campaigns.Select(c => Target(c).Accuracy)])!.Range(Percent)}% right, "
            + $"{Spread.Of([.. campaigns.Select(c => c.Result.WallSeconds)])!.Range()} s, "
            + $"{Spread.Of([.. campaigns.Select(c => c.Result.PeakRssBytes / 1e6)])!.Range()} MB.").AppendLine();
    }

    private static void Stages(StringBuilder text, IReadOnlyList<FinishedCampaign> campaigns)
    {
        text.AppendLine("What each stage gained over the target that it started from, on the arena: mean and standard error.").AppendLine();
        Table(text, ["stage", "campaigns", "greedy before, %", "greedy, points", "temperature 1, points", "Elo", "promoted"],
            from stage in campaigns.SelectMany(c => c.Details.Stages.Select(s => s.Name())).Distinct()
            let gains = campaigns.Select(c => Gain(c, stage)).OfType<StageGain>().ToList()
            where gains.Count > 0
            select (IReadOnlyList<string>)
            [
                stage, $"{gains.Count}", Number(Percent * gains.Average(g => g.Before)),
                Spread.Of([.. gains.Select(g => g.Greedy)])!.Gain(Percent), Spread.Of([.. gains.Select(g => g.Sampled)])!.Gain(Percent),
                Spread.Of([.. gains.Select(g => g.Elo)])!.Gain(), $"{gains.Count(g => g.Promoted)}",
            ]);
    }

    private static void Controls(StringBuilder text, IReadOnlyList<FinishedCampaign> campaigns)
    {
        var controls = campaigns.SelectMany(c => c.Details.Stages.Where(s => s.Control is not null).Select(s => (Campaign: c, Stage: s))).ToList();
        if (controls.Count == 0) return;
        text.AppendLine("DPO, and beside it the control that trains on the same winners without the preference term: gains over the same target.").AppendLine();
        Table(text, ["stage", "campaigns", "DPO, greedy", "control, greedy", "DPO, temperature 1", "control, temperature 1", "DPO less control, temperature 1"],
            controls.GroupBy(c => c.Stage.Name()).Select(group =>
            {
                var rows = group.Select(c => (c.Stage, Before: Before(c.Campaign, c.Stage))).ToList();
                return (IReadOnlyList<string>)
                [
                    group.Key, $"{rows.Count}",
                    Points(r => r.Stage.Greedy.Overall - r.Before.Greedy.Overall), Points(r => r.Stage.Control!.Greedy.Overall - r.Before.Greedy.Overall),
                    Points(r => r.Stage.Sampled.Overall - r.Before.Sampled.Overall), Points(r => r.Stage.Control!.Sampled.Overall - r.Before.Sampled.Overall),
                    Points(r => r.Stage.Sampled.Overall - r.Stage.Control!.Sampled.Overall),
                ];

                string Points(Func<(StageDetails Stage, StageDetails Before), double> gain) => Spread.Of([.. rows.Select(gain)])!.Gain(Percent);
            }));
    }

    private static void RewardModels(StringBuilder text, IReadOnlyList<FinishedCampaign> campaigns)
    {
        const string prefix = "eval/pair_accuracy";
        var models = campaigns.SelectMany(c => c.Details.Stages.Where(s => s.RewardModel is not null)).GroupBy(s => s.RewardModel!.Name).ToList();
        if (models.Count == 0) return;
        text.AppendLine("Reward models: accuracy on held-out pairs, by where the loser came from, "
            + "and correlation of reward and truth in PPO's first and last rounds: mean, least and most.").AppendLine();
        string[] sources = [.. models.SelectMany(g => g).SelectMany(s => Sources(s.RewardModel!).Keys).Distinct().Order(StringComparer.Ordinal)];
        Table(text, ["model", "all pairs, %", .. sources.Select(source => $"{source}, %"), "reward and truth, first", "last"],
            models.Select(group => (IReadOnlyList<string>)
            [
                group.Key, Range(group.Select(s => Metric(s.RewardModel!, prefix))),
                .. sources.Select(source => Range(group.Select(s => Sources(s.RewardModel!).TryGetValue(source, out var value) ? value : (double?)null))),
                .. new[] { 0, ^1 }.Select((Index at) => Correlation(group, at)),
            ]));

        static double? Metric(TrainingDetails model, string name) => model.Metrics.TryGetValue(name, out var value) ? value : null;

        static string Range(IEnumerable<double?> values) => Spread.Of([.. values.OfType<double>()])?.Range(Percent) ?? "";

        static string Correlation(IEnumerable<StageDetails> stages, Index at) => Spread.Of(
            [.. stages.Select(s => s.Training?.Curves.GetValueOrDefault("truth/reward_correlation")).Where(c => c is { Count: > 0 }).Select(c => c![at].Value)])
            is { } spread ? string.Create(CultureInfo.InvariantCulture, $"{spread.Mean:0.00} ({spread.StandardError:0.00})") : "";

        // Versions of the target are one source: each iteration meets others.
        static Dictionary<string, double> Sources(TrainingDetails model) => model.Metrics
            .Where(m => m.Key.StartsWith($"{prefix}/", StringComparison.Ordinal))
            .GroupBy(m => TargetVersion().IsMatch(m.Key[(prefix.Length + 1)..]) ? "target" : m.Key[(prefix.Length + 1)..], m => m.Value)
            .ToDictionary(g => g.Key, g => g.Average());
    }

    private static StageGain? Gain(FinishedCampaign campaign, string name)
    {
        var stage = campaign.Details.Stages.FirstOrDefault(s => s.Name() == name);
        if (stage is not { Training: not null, Opponent: { } opponent }) return null;
        var before = Before(campaign, stage);
        return new(
            before.Greedy.Overall, stage.Greedy.Overall - before.Greedy.Overall, stage.Sampled.Overall - before.Sampled.Overall,
            Elo(campaign, stage.Contestant) - Elo(campaign, opponent), stage.Promoted);
    }

    private static StageDetails Before(FinishedCampaign campaign, StageDetails stage) =>
        campaign.Details.Stages.First(s => s.Contestant == stage.Opponent && s.BroughtVersion());

    private static double Elo(FinishedCampaign campaign, string contestant) =>
        campaign.Result.Leaderboard.First(row => row.Contestant == contestant).Elo;

    private static StageResult Target(FinishedCampaign campaign) => campaign.Result.Stages.Last(s => s.Promoted);

    private static LeaderboardEntry? BestCompetitor(FinishedCampaign campaign)
    {
        var names = campaign.Details.Contestants.Where(c => c.IsCompetitor).Select(c => c.Contestant).ToHashSet(StringComparer.Ordinal);
        return campaign.Result.Leaderboard.Where(row => names.Contains(row.Contestant)).MaxBy(row => row.Elo);
    }

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Interval(double elo, double lower, double upper) =>
        string.Create(CultureInfo.InvariantCulture, $"{elo:0} ({lower:0} to {upper:0})");

    private static void Table(StringBuilder text, IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        Row(head);
        Row([.. head.Select(_ => "---")]);
        foreach (var row in rows) Row(row);
        text.AppendLine();

        void Row(IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");
    }

    [GeneratedRegex(@"\A(SFT|DPO|PPO)-I\d+\z")]
    private static partial Regex TargetVersion();

    private sealed record StageGain(double Before, double Greedy, double Sampled, double Elo, bool Promoted);
}

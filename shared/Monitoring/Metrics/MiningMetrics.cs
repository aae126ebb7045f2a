using System.Text.Json;
using ArenaLearning.Contracts.Messages;
using Prometheus;

namespace ArenaLearning.Monitoring.Metrics;

/// <summary>Training rows selected from battles.</summary>
public static class MiningMetrics
{
    private static readonly InstrumentSet Set = new("DataMining", ArenaMetrics.Registry);

    private static readonly ICollector<ICounter> Rows = Set.Counter("arena_mined_rows_total", "Rows mined from a stage's own battles, by rule", "rule");

    private static readonly ICollector<ICounter> Dropped = Set.Counter(
        "arena_mining_dropped_prompts_total", "Prompts that gave no row, by rule and reason", "rule", "reason");

    private static readonly ICollector<ICounter> Datasets = Set.Counter(
        "arena_mined_datasets_total", "Datasets mined, by rule and outcome: mined or failed", "rule", "outcome");

    public static IReadOnlyList<Instrument> Instruments => Set.All;

    public static void Mined(MiningRule rule, TrainingDataMined mined)
    {
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(rule.Kind.ToString());
        Datasets.WithLabels(name, mined.Failure is null ? "mined" : "failed").Inc();
        Rows.WithLabels(name).Inc(ArenaMetrics.Countable(mined.NewRows));
        foreach (var (reason, count) in mined.Dropped) Dropped.WithLabels(name, reason).Inc(ArenaMetrics.Countable(count));
    }
}

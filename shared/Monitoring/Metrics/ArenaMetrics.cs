using Prometheus;

namespace ArenaLearning.Monitoring.Metrics;

/// <summary>All that the processes of Arena Learning measure. Every process has them all, and tells of those that it has measured.</summary>
public static class ArenaMetrics
{
    /// <summary>Seconds, of what takes from a millisecond to minutes.</summary>
    internal static readonly double[] Seconds = [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

    /// <summary>Where all of them are kept.</summary>
    public static CollectorRegistry Registry { get; } = Prometheus.Metrics.NewCustomRegistry();

    /// <summary>In the order of <c>docs/metrics.md</c>.</summary>
    public static IReadOnlyList<Instrument> Instruments =>
    [
        .. ProcessMetrics.Instruments, .. MessageMetrics.Instruments, .. EndpointMetrics.Instruments, .. GenerationMetrics.Instruments,
        .. JudgingMetrics.Instruments, .. RankingMetrics.Instruments, .. MiningMetrics.Instruments, .. TrainingMetrics.Instruments,
        .. FlywheelMetrics.Instruments,
    ];

    /// <summary>What is no number, or less than nothing, is not counted: a figure that is wrong must not end the work that it is of.</summary>
    internal static double Countable(double value) => double.IsFinite(value) && value > 0 ? value : 0;
}

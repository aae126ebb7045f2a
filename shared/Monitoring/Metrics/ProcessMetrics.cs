using Prometheus;

namespace ArenaLearning.Monitoring.Metrics;

/// <summary>What a process is.</summary>
public static class ProcessMetrics
{
    private static readonly InstrumentSet Set = new("every service", ArenaMetrics.Registry);

    private static readonly Gauge BuildInfo = Set.LastingGauge("arena_build_info", "1, with what runs", "service", "version");

    private static readonly Gauge DependencyUp = Set.LastingGauge("arena_dependency_up", "1 while a dependency can be used, else 0", "dependency");

    public static IReadOnlyList<Instrument> Instruments => Set.All;

    public static void Runs(string service, string version) => BuildInfo.WithLabels(service, version).Set(1);

    public static void Dependency(string name, bool isUp) => DependencyUp.WithLabels(name).Set(isUp ? 1 : 0);
}

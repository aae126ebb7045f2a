using Prometheus;

namespace ArenaLearning.Monitoring.Metrics;

/// <summary>
/// The instruments of one room, made where the room's metrics are declared. Series with labels are forgotten when nothing was measured for a
/// while: contestants and models come and go with campaigns.
/// </summary>
internal sealed class InstrumentSet(string room)
{
    /// <summary>How long a series is told that nothing adds to.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>Ratings and the like, which are measured at the end of a stage: a stage may take a day.</summary>
    private static readonly TimeSpan LongLifetime = TimeSpan.FromHours(24);

    private readonly List<Instrument> all = [];

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<Instrument> All => all;

    public ICollector<ICounter> Counter(string name, string help, params string[] labels)
    {
        Add(name, "counter", help, labels);
        return Short.CreateCounter(name, help, labels).WithExtendLifetimeOnUse();
    }

    /// <summary>A counter without labels, told from the start with 0.</summary>
    public ICounter PlainCounter(string name, string help)
    {
        Add(name, "counter", help, []);
        return Lasting.CreateCounter(name, help);
    }

    public ICollector<IGauge> Gauge(string name, string help, params string[] labels)
    {
        Add(name, "gauge", help, labels);
        return Long.CreateGauge(name, help, labels).WithExtendLifetimeOnUse();
    }

    /// <summary>A gauge whose series are taken away by who sets them.</summary>
    public Gauge LastingGauge(string name, string help, params string[] labels)
    {
        Add(name, "gauge", help, labels);
        return Lasting.CreateGauge(name, help, labels, new GaugeConfiguration { SuppressInitialValue = true });
    }

    /// <param name="buckets">Upper bounds, ascending.</param>
    public ICollector<IHistogram> Histogram(string name, string help, double[] buckets, params string[] labels)
    {
        Add(name, "histogram", help, labels);
        return Short.CreateHistogram(name, help, labels, new HistogramConfiguration { Buckets = buckets }).WithExtendLifetimeOnUse();
    }

    private static MetricFactory Lasting => Prometheus.Metrics.WithCustomRegistry(ArenaMetrics.Registry);

    private static IManagedLifetimeMetricFactory Short => Lasting.WithManagedLifetime(Lifetime);

    private static IManagedLifetimeMetricFactory Long => Lasting.WithManagedLifetime(LongLifetime);

    private void Add(string name, string kind, string help, string[] labels) => all.Add(new(name, kind, help, labels, room));
}

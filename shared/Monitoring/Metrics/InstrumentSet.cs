using Prometheus;

namespace ArenaLearning.Monitoring.Metrics;

/// <summary>
/// The instruments of one room, made where the room's metrics are declared. Series with labels are forgotten when nothing was measured for a
/// while: contestants and models come and go with campaigns.
/// </summary>
/// <param name="lifetime">How long a series is told that nothing adds to; an hour where it is not said.</param>
internal sealed class InstrumentSet(string room, CollectorRegistry registry, TimeSpan? lifetime = null)
{
    private static readonly TimeSpan UsualLifetime = TimeSpan.FromHours(1);

    /// <summary>Ratings and the like, which are measured at the end of a stage: a stage may take a day.</summary>
    private static readonly TimeSpan LongLifetime = TimeSpan.FromHours(24);

    private readonly MetricFactory lasting = Prometheus.Metrics.WithCustomRegistry(registry);
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
        return lasting.CreateCounter(name, help);
    }

    public ICollector<IGauge> Gauge(string name, string help, params string[] labels)
    {
        Add(name, "gauge", help, labels);
        return Long.CreateGauge(name, help, labels).WithExtendLifetimeOnUse();
    }

    /// <summary>A gauge whose series go with the campaigns that set them.</summary>
    public CampaignGauge GaugeOfCampaigns(string name, string help, params string[] labels)
    {
        var gauge = new CampaignGauge(LastingGauge(name, help, labels), lifetime ?? LongLifetime, TimeProvider.System);
        registry.AddBeforeCollectCallback(gauge.ForgetOld);
        return gauge;
    }

    /// <summary>A gauge whose series are taken away by who sets them.</summary>
    public Gauge LastingGauge(string name, string help, params string[] labels)
    {
        Add(name, "gauge", help, labels);
        return lasting.CreateGauge(name, help, labels, new GaugeConfiguration { SuppressInitialValue = true });
    }

    /// <param name="buckets">Upper bounds, ascending.</param>
    public ICollector<IHistogram> Histogram(string name, string help, double[] buckets, params string[] labels)
    {
        Add(name, "histogram", help, labels);
        return Short.CreateHistogram(name, help, labels, new HistogramConfiguration { Buckets = buckets }).WithExtendLifetimeOnUse();
    }

    private IManagedLifetimeMetricFactory Short => lasting.WithManagedLifetime(lifetime ?? UsualLifetime);

    private IManagedLifetimeMetricFactory Long => lasting.WithManagedLifetime(lifetime ?? LongLifetime);

    private void Add(string name, string kind, string help, string[] labels) => all.Add(new(name, kind, help, labels, room));
}

using Prometheus;

namespace ArenaLearning.Monitoring.Metrics;

/// <summary>
/// A gauge whose series belong to campaigns: one goes when the last campaign that set it has ended here. Ends that nobody heard of are made
/// up for by time.
/// </summary>
/// <param name="lifetime">Of a series that nobody sets: a stage may take a day.</param>
internal sealed class CampaignGauge(Gauge gauge, TimeSpan lifetime, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Series> told = new(StringComparer.Ordinal);

    public void Set(string campaign, double value, params string[] labels)
    {
        lock (gate)
        {
            if (!told.TryGetValue(Key(labels), out var series)) told.Add(Key(labels), series = new(labels));
            series.Owners.Add(campaign);
            series.SetAt = time.GetTimestamp();
            gauge.WithLabels(labels).Set(value);
        }
    }

    public void End(string campaign)
    {
        lock (gate)
            foreach (var series in told.Values.Where(series => series.Owners.Remove(campaign) && series.Owners.Count == 0).ToList()) Forget(series);
    }

    /// <summary>Before they are told.</summary>
    public void ForgetOld()
    {
        lock (gate)
            foreach (var series in told.Values.Where(series => time.GetElapsedTime(series.SetAt) > lifetime).ToList()) Forget(series);
    }

    private void Forget(Series series)
    {
        told.Remove(Key(series.Labels));
        gauge.RemoveLabelled(series.Labels);
    }

    private static string Key(string[] labels) => string.Join('\n', labels);

    private sealed class Series(string[] labels)
    {
        public string[] Labels => labels;

        public HashSet<string> Owners { get; } = new(StringComparer.Ordinal);

        public long SetAt { get; set; }
    }
}

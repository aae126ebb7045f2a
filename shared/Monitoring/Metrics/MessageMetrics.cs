using Prometheus;

namespace ArenaLearning.Monitoring.Metrics;

/// <summary>What happens to messages on the bus.</summary>
public static class MessageMetrics
{
    private static readonly InstrumentSet Set = new("every service", ArenaMetrics.Registry);

    private static readonly ICollector<ICounter> Handled = Set.Counter(
        "arena_messages_total",
        "Messages taken from the bus, by what came of it: handled or failed. One that is tried again counts again", "message", "outcome");

    private static readonly ICollector<IHistogram> Waited = Set.Histogram(
        "arena_message_wait_seconds", "From the sending of a message to its handling: how far a queue lags behind", ArenaMetrics.Seconds, "message");

    private static readonly ICollector<IHistogram> Took = Set.Histogram(
        "arena_message_duration_seconds", "Handling of a message", ArenaMetrics.Seconds, "message");

    private static readonly ICollector<IGauge> InFlight = Set.Gauge("arena_messages_in_flight", "Messages that are being handled", "message");

    public static IReadOnlyList<Instrument> Instruments => Set.All;

    /// <param name="message">Its type's name.</param>
    /// <param name="waited">Since it was sent; null where that is not known. Clocks of two machines may differ: less than nothing is nothing.</param>
    public static void Begins(string message, TimeSpan? waited)
    {
        InFlight.WithLabels(message).Inc();
        if (waited is { } time) Waited.WithLabels(message).Observe(Math.Max(0, time.TotalSeconds));
    }

    public static void Ends(string message, TimeSpan took, bool hasFailed)
    {
        InFlight.WithLabels(message).Dec();
        Took.WithLabels(message).Observe(took.TotalSeconds);
        Handled.WithLabels(message, hasFailed ? "failed" : "handled").Inc();
    }
}

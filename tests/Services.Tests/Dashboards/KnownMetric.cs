using System.Text;
using System.Text.RegularExpressions;
using ArenaLearning.Monitoring.Metrics;
using Prometheus;

namespace ArenaLearning.Services.Tests.Dashboards;

/// <summary>A metric that is really told: by the code's instruments, by .NET's, or by RabbitMQ's plugin.</summary>
/// <param name="Help">Null where it is not ours.</param>
internal sealed partial record KnownMetric(string Name, IReadOnlyList<string> Labels, string? Help)
{
    /// <summary>What Prometheus gives every series.</summary>
    public static IReadOnlyList<string> OfPrometheus { get; } = ["job", "instance"];

    // As rabbitmq_prometheus tells them for each queue.
    private static readonly KnownMetric[] OfRabbit =
    [
        .. new[] { "rabbitmq_queue_messages", "rabbitmq_queue_messages_ready", "rabbitmq_queue_messages_unacked", "rabbitmq_queue_consumers" }
            .Select(name => new KnownMetric(name, ["queue", "vhost"], null)),
    ];

    public static async Task<IReadOnlyDictionary<string, KnownMetric>> AllAsync(CancellationToken cancellationToken) => ArenaMetrics.Instruments
        .SelectMany(Series).Concat(OfRabbit).Concat(await OfRuntimeAsync(cancellationToken)).ToDictionary(metric => metric.Name, StringComparer.Ordinal);

    private static IEnumerable<KnownMetric> Series(Instrument instrument) => instrument.Kind != "histogram"
        ? [new(instrument.Name, instrument.Labels, instrument.Help)]
        :
        [
            new($"{instrument.Name}_bucket", [.. instrument.Labels, "le"], instrument.Help),
            new($"{instrument.Name}_sum", instrument.Labels, instrument.Help),
            new($"{instrument.Name}_count", instrument.Labels, instrument.Help),
        ];

    private static async Task<IEnumerable<KnownMetric>> OfRuntimeAsync(CancellationToken cancellationToken)
    {
        var registry = Prometheus.Metrics.NewCustomRegistry();
        DotNetStats.Register(registry);
        using var stream = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(stream, cancellationToken);
        return Series().Matches(Encoding.UTF8.GetString(stream.ToArray()))
            .Select(match => new KnownMetric(
                match.Groups["name"].Value, [.. LabelName().Matches(match.Groups["labels"].Value).Select(label => label.Groups["name"].Value)], null))
            .DistinctBy(metric => metric.Name);
    }

    [GeneratedRegex(@"^(?<name>[a-z_]+)(\{(?<labels>[^}]*)\})? ", RegexOptions.Multiline)]
    private static partial Regex Series();

    [GeneratedRegex("(?<name>[a-z_]+)=")]
    private static partial Regex LabelName();
}

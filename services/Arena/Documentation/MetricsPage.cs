using System.Globalization;
using System.Text;
using ArenaLearning.Monitoring.Metrics;

namespace ArenaLearning.Arena.Documentation;

/// <summary><c>docs/metrics.md</c>, written from the instruments.</summary>
internal static class MetricsPage
{
    public static string Text()
    {
        var page = new StringBuilder("""
            # Metrics
            <!-- Written by `arena metrics`; a test compares. Change the instruments in shared/Monitoring/Metrics, then run:
                 dotnet run -c Release --project services/Arena -- metrics > docs/metrics.md -->

            Every service tells Prometheus at `/metrics` of its [management port](running-services.md#ports) what it measures. Units are seconds, bytes,
            US dollars and ratios from 0 to 1; what only grows ends in `_total`. No label is an id. What stands for a campaign or a training
            job, such as a rating, goes when that ends. A counter or histogram that nothing was added to for an hour is told no more, so what is
            counted by contestant or model goes after their campaigns, and not before it was fetched. `process_*` and `dotnet_*` tell of the process.

            Of queues, RabbitMQ's own plugin tells lengths: `rabbitmq_queue_messages_ready` and `rabbitmq_queue_messages_unacked`.

            """);
        foreach (var room in ArenaMetrics.Instruments.GroupBy(instrument => instrument.Room))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {char.ToUpperInvariant(room.Key[0])}{room.Key[1..]}\n");
            page.Append("| name | kind | labels | what |\n| --- | --- | --- | --- |\n");
            foreach (var (name, kind, help, labels, _) in room)
                page.Append(CultureInfo.InvariantCulture, $"| `{name}` | {kind} | {string.Join(", ", labels.Select(label => $"`{label}`"))} | {help} |\n");
        }
        return page.ToString();
    }
}

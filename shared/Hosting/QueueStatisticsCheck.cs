using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using ArenaLearning.Hosting.Api;
using ArenaLearning.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Hosting;

/// <summary>
/// A management API that keeps no statistics tells of every queue that it is empty. A status would repeat it, and a scaler that asks there would
/// take away all workers of a full queue. One that is away, or that does not let us in, is only warned of.
/// </summary>
internal sealed class QueueStatisticsCheck(IConfiguration configuration, ILogger<QueueStatisticsCheck> logger) : IStartCheck
{
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var http = BrokerManagement.Open(configuration);
        if (http is null) return;
        try
        {
            // Two columns alone: the whole answer lists every listener and sum of the cluster.
            var overview = await http.GetFromJsonAsync<Overview>("/api/overview?columns=disable_stats,enable_queue_totals", cancellationToken);
            if (overview is { DisableStats: true, EnableQueueTotals: false })
                throw new StartRefusedException(
                    $"{KnownSettings.BusManagement.Variable}: RabbitMQ's management API at {http.BaseAddress!.Authority} keeps no statistics, so "
                    + "every queue looks empty there. Take `management_agent.disable_metrics_collector = true` or `management.disable_stats = true` out "
                    + "of the broker's configuration, or put `management.enable_queue_totals = true` into it.");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException
            || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            logger.LogWarning("The broker's management at {Address} does not tell whether it keeps statistics: {Message}",
                http.BaseAddress!.Authority, e.Message);
        }
    }

    private sealed record Overview(
        [property: JsonPropertyName("disable_stats")] bool DisableStats, [property: JsonPropertyName("enable_queue_totals")] bool EnableQueueTotals);
}

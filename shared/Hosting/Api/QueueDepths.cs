using System.Net.Http.Json;
using System.Text.Json.Serialization;
using ArenaLearning.Hosting.Bus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Hosting.Api;

/// <summary>
/// How full the broker's queues are, as its management API tells; nothing where that is not set up. It is asked every two seconds at most,
/// however many ask here.
/// </summary>
internal sealed class QueueDepths : IDisposable
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);

    private readonly HttpClient? http;
    private readonly string path = "";
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Lock gate = new();
    private Task<IReadOnlyList<QueueDepth>> asking = Task.FromResult<IReadOnlyList<QueueDepth>>([]);
    private long? asked;

    public QueueDepths(IConfiguration configuration, BusSettings bus, TimeProvider time, ILogger<QueueDepths> logger)
    {
        (this.time, this.logger) = (time, logger);
        if (bus.Broker is null || (http = BrokerManagement.Open(configuration)) is null) return;
        var host = Uri.UnescapeDataString(bus.Broker.AbsolutePath.TrimStart('/'));
        path = $"/api/queues/{Uri.EscapeDataString(host.Length == 0 ? "/" : host)}?columns=name,messages_ready,messages_unacknowledged";
    }

    /// <returns>In the order of their names; those that a process watches with are left out.</returns>
    public Task<IReadOnlyList<QueueDepth>> AskAsync(CancellationToken cancellationToken)
    {
        if (http is null) return Task.FromResult<IReadOnlyList<QueueDepth>>([]);
        lock (gate)
        {
            if (asking.IsCompleted && (asked is not { } last || time.GetElapsedTime(last) >= Freshness))
            {
                asked = time.GetTimestamp();
                asking = ReadAsync();
            }
            return asking.WaitAsync(cancellationToken);
        }
    }

    public void Dispose() => http?.Dispose();

    private async Task<IReadOnlyList<QueueDepth>> ReadAsync()
    {
        try
        {
            var queues = await http!.GetFromJsonAsync<QueueDepth[]>(path) ?? [];
            return
            [
                .. queues.Where(queue => !queue.Name.StartsWith(BusConsumers.WatcherPrefix, StringComparison.Ordinal))
                    .OrderBy(queue => queue.Name, StringComparer.Ordinal),
            ];
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or System.Text.Json.JsonException)
        {
            logger.LogWarning("The broker's management at {Address} does not tell how full queues are: {Message}", http!.BaseAddress!.Authority, e.Message);
            return [];
        }
    }
}

/// <summary>Messages in a queue.</summary>
/// <param name="Ready">Of those that nobody has taken.</param>
/// <param name="Unacknowledged">Of those that somebody works on.</param>
internal sealed record QueueDepth(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("messages_ready")] long Ready,
    [property: JsonPropertyName("messages_unacknowledged")] long Unacknowledged);

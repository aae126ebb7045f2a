using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Serialization;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Settings;
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
    private readonly Uri? address;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Lock gate = new();
    private Task<IReadOnlyList<QueueDepth>> asking = Task.FromResult<IReadOnlyList<QueueDepth>>([]);
    private long? asked;

    public QueueDepths(IConfiguration configuration, BusSettings bus, TimeProvider time, ILogger<QueueDepths> logger)
    {
        (this.time, this.logger) = (time, logger);
        if (KnownSettings.BusManagement.Value(name => configuration[name]) is not { } text || bus.Broker is null) return;
        var management = Parse(text);
        var host = Uri.UnescapeDataString(bus.Broker.AbsolutePath.TrimStart('/'));
        address = new(management, $"/api/queues/{Uri.EscapeDataString(host.Length == 0 ? "/" : host)}?columns=name,messages_ready,messages_unacknowledged");
        http = new() { Timeout = TimeSpan.FromSeconds(3) };
        if (management.UserInfo.Length > 0)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(management.UserInfo))));
    }

    internal static SettingReader Reader { get; } = new(KnownSettings.BusManagement, text => Parse(text));

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
            var queues = await http!.GetFromJsonAsync<QueueDepth[]>(address) ?? [];
            return
            [
                .. queues.Where(queue => !queue.Name.StartsWith(BusConsumers.WatcherPrefix, StringComparison.Ordinal))
                    .OrderBy(queue => queue.Name, StringComparer.Ordinal),
            ];
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or System.Text.Json.JsonException)
        {
            logger.LogWarning("The broker's management at {Host}:{Port} does not tell how full queues are: {Message}", address!.Host, address.Port, e.Message);
            return [];
        }
    }

    private static Uri Parse(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri
        : throw new ArgumentException(
            $"{KnownSettings.BusManagement.Variable} is no address of RabbitMQ's management API: write http://USER:PASSWORD@HOST:15672.");
}

/// <summary>Messages in a queue.</summary>
/// <param name="Ready">Of those that nobody has taken.</param>
/// <param name="Unacknowledged">Of those that somebody works on.</param>
internal sealed record QueueDepth(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("messages_ready")] long Ready,
    [property: JsonPropertyName("messages_unacknowledged")] long Unacknowledged);

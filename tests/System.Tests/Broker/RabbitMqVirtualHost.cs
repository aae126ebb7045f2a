using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Serialization;
using RabbitMQ.Client;
using Xunit;

namespace ArenaLearning.System.Tests.Broker;

/// <summary>A virtual host of its own for one test run, so that runs never meet each other's queues. Goes when disposed.</summary>
internal sealed class RabbitMqVirtualHost : IAsyncDisposable
{
    private readonly HttpClient management;
    private readonly string name;
    private readonly List<string> users = [];

    private RabbitMqVirtualHost(HttpClient management, string name, Uri broker)
    {
        (this.management, this.name) = (management, name);
        Address = new UriBuilder(broker) { Path = name }.Uri;
    }

    /// <summary><c>amqp://user:password@host:port/vhost</c>.</summary>
    public Uri Address { get; }

    /// <summary>Skips the test where the environment names no broker.</summary>
    public static async Task<RabbitMqVirtualHost> CreateAsync(CancellationToken cancellationToken)
    {
        var broker = Environment.GetEnvironmentVariable("ARENA_TEST_RABBITMQ");
        var api = Environment.GetEnvironmentVariable("ARENA_TEST_RABBITMQ_MANAGEMENT");
        if (string.IsNullOrEmpty(broker) || string.IsNullOrEmpty(api))
            Assert.Skip(
                "This test needs RabbitMQ: set ARENA_TEST_RABBITMQ=amqp://user:password@host:port/ and "
                + "ARENA_TEST_RABBITMQ_MANAGEMENT=http://user:password@host:port/, or start one with `bash .ci/setup` "
                + "and `source` the file that it names.");

        var address = new Uri(api);
        var management = new HttpClient { BaseAddress = new UriBuilder(address) { UserName = "", Password = "" }.Uri };
        management.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo))));

        var name = $"system-tests-{Guid.NewGuid():N}";
        var user = Uri.UnescapeDataString(address.UserInfo.Split(':')[0]);
        await PutAsync(management, $"api/vhosts/{name}", new { }, cancellationToken);
        await PutAsync(
            management, $"api/permissions/{name}/{user}", new { configure = ".*", write = ".*", read = ".*" }, cancellationToken);
        return new(management, name, new Uri(broker));
    }

    /// <returns>The name of each consumer's queue; a queue with two consumers comes twice.</returns>
    public async Task<IReadOnlyList<string>> ConsumedQueuesAsync(CancellationToken cancellationToken) =>
        [.. (await management.GetFromJsonAsync<Consumer[]>($"api/consumers/{name}", cancellationToken))!.Select(c => c.Queue.Name)];

    public async Task<IReadOnlyList<string>> QueuesAsync(CancellationToken cancellationToken) =>
        [.. (await management.GetFromJsonAsync<Queue[]>($"api/queues/{name}", cancellationToken))!.Select(q => q.Name)];

    /// <summary>Adds a user of this virtual host alone, who goes with it.</summary>
    /// <param name="tags">What it may do at the management API, for example <c>monitoring</c>.</param>
    /// <returns>Its name and password as they stand in an address.</returns>
    public async Task<string> AddUserAsync(string password, string tags, CancellationToken cancellationToken)
    {
        var user = $"tester-{Guid.NewGuid():N}";
        await PutAsync(management, $"api/users/{user}", new { password, tags }, cancellationToken);
        users.Add(user);
        await PutAsync(management, $"api/permissions/{name}/{user}", new { configure = ".*", write = ".*", read = ".*" }, cancellationToken);
        return $"{user}:{Uri.EscapeDataString(password)}";
    }

    /// <summary>The management API, without a user.</summary>
    public Uri Management => management.BaseAddress!;

    /// <summary>Exchanges that messages are published to, by their type.</summary>
    public async Task<IReadOnlyList<string>> ExchangesAsync(CancellationToken cancellationToken) =>
        [.. (await management.GetFromJsonAsync<Exchange[]>($"api/exchanges/{name}", cancellationToken))!
            .Where(exchange => exchange is { Type: "fanout", Name.Length: > 0 }).Select(exchange => exchange.Name)];

    /// <summary>The port of loopback where the broker tells Prometheus of its queues.</summary>
    public async Task<int> PrometheusPortAsync(CancellationToken cancellationToken) =>
        (await management.GetFromJsonAsync<Overview>("api/overview", cancellationToken))!.Listeners.First(l => l.Protocol == "http/prometheus").Port;

    /// <returns>Messages in each queue, but for those that a consumer holds.</returns>
    public async Task<IReadOnlyDictionary<string, int>> DepthsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await new ConnectionFactory { Uri = Address }.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var depths = new Dictionary<string, int>();
        foreach (var queue in await QueuesAsync(cancellationToken))
            depths[queue] = (int)(await channel.QueueDeclarePassiveAsync(queue, cancellationToken)).MessageCount;
        return depths;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var user in users) (await management.DeleteAsync($"api/users/{user}")).Dispose();
        (await management.DeleteAsync($"api/vhosts/{name}")).Dispose();
        management.Dispose();
    }

    private static async Task PutAsync(HttpClient management, string path, object body, CancellationToken cancellationToken)
    {
        using var response = await management.PutAsJsonAsync(path, body, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private sealed record Exchange([property: JsonPropertyName("name")] string Name, [property: JsonPropertyName("type")] string Type);

    private sealed record Overview([property: JsonPropertyName("listeners")] IReadOnlyList<BrokerListener> Listeners);

    private sealed record BrokerListener([property: JsonPropertyName("protocol")] string Protocol, [property: JsonPropertyName("port")] int Port);

    private sealed record Queue([property: JsonPropertyName("name")] string Name);

    private sealed record Consumer([property: JsonPropertyName("queue")] Queue Queue);
}

using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using ArenaLearning.Artifacts;
using ArenaLearning.Artifacts.S3;
using ArenaLearning.Artifacts.Settings;
using ArenaLearning.Endpoints;
using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Endpoints.Redis;
using ArenaLearning.Flywheel.Driving;
using ArenaLearning.Flywheel.Ledger.Postgres;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Listening;
using ArenaLearning.Monitoring;
using ArenaLearning.Postgres;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ArenaLearning.Services.Tests.Hosting;

public sealed class HealthTests : IDisposable
{
    private readonly HttpClient client = new();
    private readonly FakeTimeProvider time = new(new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_whose_dependencies_can_be_used_is_ready_and_names_each()
    {
        await using var service = await StartAsync(new SwitchedDependency("ledger"));

        var (status, body) = await ReadyAsync(service);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("ready", (string?)body["status"]);
        Assert.Equal(["bus", "ledger"], body["dependencies"]!.AsArray().Select(dependency => (string?)dependency!["name"]));
        Assert.All(body["dependencies"]!.AsArray(), dependency => Assert.Equal(("up", null), ((string?)dependency!["state"], (string?)dependency["problem"])));
    }

    [Fact]
    public async Task A_dependency_that_goes_away_takes_readiness_with_it_and_says_since_when_and_life_goes_on()
    {
        var ledger = new SwitchedDependency("ledger");
        await using var service = await StartAsync(ledger);
        await ReadyAsync(service);

        time.Advance(TimeSpan.FromMinutes(10));
        var gone = time.GetUtcNow();
        ledger.Problem = "PostgreSQL at db:5432 takes no connections.";
        var (status, body) = await ReadyAsync(service);
        time.Advance(TimeSpan.FromMinutes(5));
        var (_, later) = await ReadyAsync(service);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("not ready", (string?)body["status"]);
        var down = Assert.Single(later["dependencies"]!.AsArray(), dependency => (string?)dependency!["state"] == "down")!;
        Assert.Equal(("ledger", gone, ledger.Problem), ((string?)down["name"], (DateTimeOffset)down["since"]!, (string?)down["problem"]));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(service, "live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(service, "startup")).StatusCode);

        ledger.Problem = null;
        time.Advance(TimeSpan.FromSeconds(30));
        (status, body) = await ReadyAsync(service);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(body["dependencies"]!.AsArray(), dependency =>
            (string?)dependency!["name"] == "ledger" && (DateTimeOffset)dependency["since"]! == time.GetUtcNow());
    }

    [Fact]
    public async Task What_a_dependency_throws_is_not_repeated()
    {
        await using var service = await StartAsync(new SwitchedDependency("ledger") { Failure = new InvalidOperationException("Password=canary") });

        var (status, body) = await ReadyAsync(service);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("It could not be asked (InvalidOperationException).", body.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", body.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asks_often_does_not_trouble_the_dependencies()
    {
        var ledger = new SwitchedDependency("ledger");
        await using var service = await StartAsync(ledger);
        await ReadyAsync(service);
        var asked = ledger.Asked;

        for (var i = 0; i < 50; i++) await ReadyAsync(service);
        Assert.Equal(asked, ledger.Asked);
        time.Advance(TimeSpan.FromSeconds(1));
        await ReadyAsync(service);
        Assert.Equal(asked + 1, ledger.Asked);
    }

    [Fact]
    public async Task A_redis_that_does_not_answer_is_named_without_its_password()
    {
        var address = RedisAddress.Read("redis://arena:canary@127.0.0.1:9");
        await using var service = await StartAsync(services => services.AddEndpoints(ReplyPlace.Off, address));

        var (status, body) = await ReadyAsync(service);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        // The bus may be starting still.
        var redis = Assert.Single(body["dependencies"]!.AsArray(), dependency => (string?)dependency!["name"] == "redis")!;
        Assert.Equal("down", (string?)redis["state"]);
        Assert.StartsWith("Redis at 127.0.0.1:9: ", (string?)redis["problem"], StringComparison.Ordinal);
        Assert.DoesNotContain("canary", body.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_named_without_user_and_password()
    {
        await using var ledgers = new PostgresLedgerStore(PostgresAddress.Parse("postgres://someone:canary@127.0.0.1:9/arena"), time);
        await using var service = await StartAsync(new LedgerDependency(ledgers));

        var (status, body) = await ReadyAsync(service);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        var down = Assert.Single(body["dependencies"]!.AsArray(), dependency => (string?)dependency!["state"] == "down")!;
        Assert.Equal("ledger", (string?)down["name"]);
        Assert.Contains("127.0.0.1:9", (string?)down["problem"], StringComparison.Ordinal);
        Assert.DoesNotContain("canary", body.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("someone", body.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_that_cannot_be_reached_is_named_without_keys()
    {
        using var folder = new TemporaryFolder();
        using var store = new S3ArtifactStore(
            new() { Bucket = "arena", Endpoint = new("http://127.0.0.1:9"), IsPathStyle = true, Patience = TimeSpan.Zero },
            new(folder.Path, 1 << 20, TimeProvider.System), TimeProvider.System, new BasicAWSCredentials("canary", "canary"));
        await using var service = await StartAsync(services => services.AddSingleton<IArtifactStore>(store).AddArtifacts());

        // The SDK tries for a while by itself.
        var (status, body) = await ReadyAsync(service);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains(body["dependencies"]!.AsArray(), dependency => (string?)dependency!["name"] == "artifacts" && (string?)dependency["state"] == "down");
        Assert.DoesNotContain("canary", body.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_whose_broker_is_away_starts_lives_and_is_not_ready()
    {
        await using var service = await HostedService.StartAsync(
            settings: new Dictionary<string, string?> { ["ARENA_BUS"] = "amqp://arena:canary@127.0.0.1:9/" }, cancellationToken: Token);

        var (status, body) = await ReadyAsync(service);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains(body["dependencies"]!.AsArray(), dependency => (string?)dependency!["name"] == "bus" && (string?)dependency["state"] == "down");
        Assert.DoesNotContain("canary", body.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(service, "live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(service, "startup")).StatusCode);
    }

    public void Dispose() => client.Dispose();

    private Task<ServiceApplication> StartAsync(IDependency dependency) => StartAsync(services => services.AddSingleton(dependency));

    private async Task<ServiceApplication> StartAsync(Action<IServiceCollection> addServices)
    {
        var service = await HostedService.StartAsync(services => addServices(services.AddSingleton<TimeProvider>(time)), cancellationToken: Token);
        await service.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, Token);
        // What was seen while it started, or is being asked since then, is out of date.
        while ((await ReadyAsync(service)).Body["dependencies"]!.AsArray().Any(IsBusDown)) time.Advance(TimeSpan.FromSeconds(1));
        return service;
    }

    private static bool IsBusDown(JsonNode? dependency) => (string?)dependency!["name"] == "bus" && (string?)dependency["state"] == "down";

    private async Task<(HttpStatusCode Status, JsonNode Body)> ReadyAsync(ServiceApplication service)
    {
        var response = await AskAsync(service, "ready");
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!);
    }

    private Task<HttpResponseMessage> AskAsync(ServiceApplication service, string probe) =>
        client.GetAsync(new Uri(service.AddressOf(Listener.Management)!, $"/healthz/{probe}"), Token);

    private sealed class SwitchedDependency(string name) : IDependency
    {
        private int asked;

        public string Name => name;

        public string? Problem { get; set; }

        public Exception? Failure { get; set; }

        public int Asked => asked;

        public Task<string?> ProblemAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref asked);
            return Failure is null ? Task.FromResult(Problem) : Task.FromException<string?>(Failure);
        }
    }
}

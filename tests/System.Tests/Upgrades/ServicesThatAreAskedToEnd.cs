using System.Diagnostics;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.System.Tests.Broker;
using ArenaLearning.System.Tests.Processes;
using ArenaLearning.TestEndpoint;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using Xunit;

namespace ArenaLearning.System.Tests.Upgrades;

/// <summary>SIGTERM while a language model takes its time.</summary>
public sealed class ServicesThatAreAskedToEnd(ITestOutputHelper output)
{
    /// <summary>What Kubernetes and compose are told to wait before they kill.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private const string FaultsQueue = "faults";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What is soon done is finished: <c>RollingUpgrade</c> shows that.</summary>
    [Fact]
    public async Task End_in_time_and_give_back_what_is_not_soon_done()
    {
        await using var broker = await RabbitMqVirtualHost.CreateAsync(Token);
        await using var endpoint = await EndpointServer.StartAsync(new(MinLatencyMs: 600_000, MaxLatencyMs: 600_000));
        Dictionary<string, string?> environment = new() { ["ARENA_CACHE"] = "off", ["ARENA_REDIS"] = null };
        (string Service, string Queue, object Command)[] asked =
        [
            ("Generation", "generation-generate-responses", Generate(endpoint.BaseUrl)), ("Judging", "judging-judge-battles", Judge(endpoint.BaseUrl)),
        ];
        var processes = asked.Select(one => ChildProcess.Start(one.Service, Programs.Service(one.Service), [], broker.Address, environment)).ToList();
        try
        {
            await Eventually.HappensAsync("both took from their queues", Limit, async () =>
                (await broker.ConsumedQueuesAsync(Token)).ToHashSet().IsSupersetOf(asked.Select(one => one.Queue)), processes, Token);
            await HearFaultsAsync(broker.Address, asked.Select(one => one.Command.GetType()));
            await PublishAsync(broker.Address, asked.Select(one => one.Command));
            await Eventually.HappensAsync(
                "both asked the endpoint", Limit, () => Task.FromResult(endpoint.Statistics.Requests >= asked.Length), processes, Token);

            foreach (var process in processes) await process.TerminateAsync();
            var clock = Stopwatch.StartNew();
            foreach (var process in processes) Assert.True(await process.WaitForExitAsync(Limit, Token) == 0, process.Tail);
            output.WriteLine($"Both ended {clock.Elapsed.TotalSeconds:0.0} s after SIGTERM");
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, Grace);

            var queues = await broker.DepthsAsync(Token);
            Assert.All(asked, one => Assert.Equal(1, queues[one.Queue]));
            // Nor does it count as a failed attempt.
            Assert.Equal(0, queues[FaultsQueue]);
            Assert.DoesNotContain(queues.Keys, queue => queue.EndsWith("_error", StringComparison.Ordinal));
        }
        finally
        {
            foreach (var process in processes) await process.DisposeAsync();
        }
    }

    /// <summary>Has a queue take what the bus says of commands that failed.</summary>
    private static async Task HearFaultsAsync(Uri broker, IEnumerable<Type> commands)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(Token);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Token);
        await channel.QueueDeclareAsync(FaultsQueue, durable: true, exclusive: false, autoDelete: false, cancellationToken: Token);
        foreach (var command in commands)
        {
            var exchange = $"MassTransit:Fault--{command.Namespace}:{command.Name}--";
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: Token);
            await channel.QueueBindAsync(FaultsQueue, exchange, "", cancellationToken: Token);
        }
    }

    private static async Task PublishAsync(Uri broker, IEnumerable<object> commands)
    {
        var builder = new HostApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new(BusSettings.Key, broker.ToString())]);
        builder.Services.AddArenaBus(builder.Configuration, _ => { });
        using var host = builder.Build();
        await host.StartAsync(Token);
        var bus = host.Services.GetRequiredService<IMessageBus>();
        foreach (var command in commands)
            await (command is GenerateResponses generate ? bus.SendAsync(generate, Token) : bus.SendAsync((JudgeBattles)command, Token));
        await host.StopAsync(Token);
    }

    private static GenerateResponses Generate(string baseUrl) => new(
        "slow", "chunk", new EndpointContestantReference("alpha", Model(baseUrl)), new(0, 50),
        [new("unit", "q1", [new("user", "What is so special about the number 1?")], 1)]);

    private static JudgeBattles Judge(string baseUrl) => new(
        "slow", "chunk", new LlmJudgeReference("critic", VerdictRules.Default, new(Model(baseUrl))),
        [
            new()
            {
                UnitId = "unit",
                PromptId = "q1",
                Category = "numbers",
                Messages = [new("user", "What is so special about the number 1?")],
                ContestantA = "alpha",
                ContestantB = "beta",
                ResponseA = "It is the first.",
                ResponseB = "Nothing.",
            },
        ]);

    private static EndpointModel Model(string baseUrl) => new(new("test", baseUrl, null, 4, TimeoutSeconds: 900), "model");
}

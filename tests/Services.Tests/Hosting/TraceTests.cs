using System.Threading.Channels;
using ArenaLearning.Endpoints;
using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Endpoints.Clients;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Services.Tests.Endpoints;
using ArenaLearning.TestEndpoint;
using MassTransit;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ArenaLearning.Services.Tests.Hosting;

public sealed class TraceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_is_traced_from_the_bus_to_the_call_of_a_model_and_no_content_with_it()
    {
        await using var collector = await Collector.StartAsync();

        await AskOverTheBusAsync(new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_TRACES_SAMPLER"] = "always_on",
        });

        foreach (var part in new[] { "Asked send", "chat traced-model", "arena.campaign", "campaign-7", "arena.chunk", "chunk-8", "arena-learning", "Tested" })
            Assert.Contains(part, collector.Received, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", collector.Received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_collector_nothing_is_traced()
    {
        await using var collector = await Collector.StartAsync();

        await AskOverTheBusAsync(new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" });

        Assert.Equal("", collector.Received);
    }

    private static async Task AskOverTheBusAsync(IReadOnlyDictionary<string, string?> settings)
    {
        await using var endpoint = await EndpointServer.StartAsync(new());
        var told = Channel.CreateUnbounded<string>();
        // When it is disposed, it sends what it has.
        await using var service = await HostedService.StartAsync(
            services => services.AddEndpoints(ReplyPlace.Off).AddSingleton(told.Writer),
            consumers => consumers.Add<AskingConsumer>(), settings: settings, cancellationToken: Token);
        await service.Services.GetRequiredService<IMessageBus>().SendAsync(new Asked("campaign-7", "chunk-8", endpoint.BaseUrl, "canary of a question"), Token);
        Assert.NotEmpty(await told.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Token));
    }
}

public sealed record Asked(string Campaign, string ChunkId, string BaseUrl, string Question);

internal sealed class AskingConsumer(EndpointClients clients, ChannelWriter<string> told) : IConsumer<Asked>
{
    public async Task Consume(ConsumeContext<Asked> context)
    {
        var (_, _, url, question) = context.Message;
        var answer = await clients.Get(EndpointWorld.Model(url, "traced-model")).GetResponseAsync(question, cancellationToken: context.CancellationToken);
        await told.WriteAsync(answer.Text, context.CancellationToken);
    }
}

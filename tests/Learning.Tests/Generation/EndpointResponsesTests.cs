using System.Net;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints;
using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Endpoints.Connections;
using ArenaLearning.Endpoints.Limits;
using ArenaLearning.Generation;
using ArenaLearning.Generation.Responses;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Learning.Tests.Services;
using ArenaLearning.TestEndpoint;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace ArenaLearning.Learning.Tests.Generation;

public class EndpointResponsesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_unit_succeeds_or_fails_for_itself_and_tells_all_that_the_endpoint_told()
    {
        await using var services = Services(body => body.GetProperty("messages")[0].GetProperty("content").GetString() == "bad"
            ? Reply(400, """{"error":{"message":"too long"}}""")
            : Reply(
                200,
                """{"model":"m-2","system_fingerprint":"fp","choices":[{"message":{"content":"yes"},"finish_reason":"length"}]"""
                + ""","usage":{"prompt_tokens":3,"completion_tokens":2}}"""));
        var model = Model("http://endpoint.test/v1") with { InputPrice = 1_000_000, OutputPrice = 2_000_000 };
        var answered = await services.GetRequiredService<ResponseGeneration>().GenerateAsync(Command(model, 0, ["good", "bad", "fine"]), Cancellation);
        Assert.Equal(["u0", "u1", "u2"], answered.Units.Select(u => u.UnitId));
        Assert.Contains("answered 400 (too long)", answered.Units[1].Failure);
        var good = answered.Units[0];
        Assert.Equal(new()
        {
            UnitId = "u0",
            Text = "yes",
            PromptTokens = 3,
            ResponseTokens = 2,
            LatencySeconds = good.LatencySeconds,
            FinishReason = "length",
            FromCache = false,
            CostUsd = 7m,
            Failure = null,
            Model = "m-2",
            Fingerprint = "fp",
            Endpoint = "e",
        }, good);
    }

    [Fact]
    public async Task A_dialogue_is_sent_whole_and_a_seed_only_where_there_are_draws()
    {
        var bodies = new List<string>();
        await using var services = Services(body =>
        {
            lock (bodies) bodies.Add(body.GetRawText());
            return Reply(200, """{"choices":[{"message":{"content":"yes"}}]}""");
        });
        ChatTurn[] dialogue = [new("system", "Be kind."), ChatTurn.User("Hello"), ChatTurn.Assistant("Hi"), ChatTurn.User("Bye")];
        foreach (var temperature in new[] { 0, 0.5 })
            await services.GetRequiredService<ResponseGeneration>().GenerateAsync(Command(Model("http://endpoint.test/v1"), temperature, ["?"]) with
            {
                Units = [new("u", "p", dialogue, Seed: -2)],
            }, Cancellation);
        const string Messages =
            """[{"role":"system","content":"Be kind."},{"role":"user","content":"Hello"},"""
            + """{"role":"assistant","content":"Hi"},{"role":"user","content":"Bye"}]""";
        Assert.Equal(
            [
                $$"""{"model":"m","messages":{{Messages}},"temperature":0,"max_tokens":50}""",
                $$"""{"model":"m","messages":{{Messages}},"temperature":0.5,"max_tokens":50,"seed":2147483646}""",
            ],
            bodies);
    }

    [Fact]
    public async Task Chunks_for_an_endpoint_are_as_many_at_once_as_it_allows_whatever_the_processors()
    {
        const int Places = 40, Chunks = 160;
        await using var server = await EndpointServer.StartAsync(new(MinLatencyMs: 100, MaxLatencyMs: 100, Concurrency: Places));
        var events = Channel.CreateUnbounded<object>();
        var builder = ServiceHost.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection([new(BusSettings.Key, "")]);
        builder.Services.AddEndpoints(ReplyPlace.Off).AddGeneration().AddSingleton(events).AddArenaBus(builder.Configuration, consumers =>
        {
            consumers.AddGeneration();
            consumers.AddWatcher<ServiceEventsConsumer>();
        });
        using var host = builder.Build();
        await host.StartAsync(Cancellation);
        for (var i = 0; i < Chunks; i++)
            await host.Services.GetRequiredService<IMessageBus>().SendAsync(
                Command(Model(server.BaseUrl, Places), 0, [$"{i}?"]) with { ChunkId = $"c{i}" }, Cancellation);
        for (var i = 0; i < Chunks; i++)
            Assert.Null(Assert.Single(((ResponsesGenerated)await events.Reader.ReadAsync(Cancellation)).Units).Failure);
        await host.StopAsync(Cancellation);
        Assert.Equal((Places, 0), (server.Statistics.MaxConcurrency, server.Statistics.OverLimit));
    }

    [Fact]
    public async Task A_contestant_of_a_kind_that_is_not_known_fails_and_says_so()
    {
        await using var services = Services(_ => throw new InvalidOperationException());
        var answered = await services.GetRequiredService<ResponseGeneration>()
            .GenerateAsync(Command(Model("x"), 0, ["?"]) with { Contestant = new ForeignContestantReference() }, Cancellation);
        Assert.Contains("nobody: this service has no answers of kind foreign", Assert.Single(answered.Units).Failure);
    }

    private static EndpointModel Model(string baseUrl, int concurrency = 4) => new(new("e", baseUrl, null, concurrency), "m");

    private static GenerateResponses Command(EndpointModel model, double temperature, string[] questions) => new(
        "campaign", "chunk", new EndpointContestantReference("contestant", model), new(temperature, MaxTokens: 50),
        [.. questions.Select((question, i) => new GenerationUnit($"u{i}", $"p{i}", [ChatTurn.User(question)], Seed: i))]);

    private static ServiceProvider Services(Func<JsonElement, HttpResponseMessage> answer) => new ServiceCollection().AddLogging()
        .AddSingleton(new EndpointResilience { FirstDelay = TimeSpan.FromMilliseconds(1) })
        .AddEndpoints(ReplyPlace.Off, handlers: _ => new StubHandler(answer)).AddGeneration().BuildServiceProvider();

    private static HttpResponseMessage Reply(int status, string body) =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private sealed class StubHandler(Func<JsonElement, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            answer(JsonDocument.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken)).RootElement);
    }

    private sealed record ForeignContestantReference() : ContestantReference("nobody")
    {
        public override string Kind => "foreign";
    }
}

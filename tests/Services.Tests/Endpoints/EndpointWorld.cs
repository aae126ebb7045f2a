using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints;
using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Endpoints.Clients;
using ArenaLearning.Endpoints.Connections;
using ArenaLearning.Endpoints.Failures;
using ArenaLearning.Endpoints.Redis;
using ArenaLearning.Monitoring;
using ArenaLearning.TestEndpoint;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Services.Tests.Endpoints;

/// <summary>Endpoint clients as a process has them, with quick retries, in a cache folder of their own, and all that they log.</summary>
internal sealed class EndpointWorld : IAsyncDisposable
{
    public static EndpointResilience Quick { get; } = new()
    {
        FirstDelay = TimeSpan.FromMilliseconds(5),
        MaxDelay = TimeSpan.FromMilliseconds(20),
        FirstBreak = TimeSpan.FromMilliseconds(20),
        PlaceLease = TimeSpan.FromSeconds(2),
        AskingLease = TimeSpan.FromSeconds(1.5),
        Jitter = new Random(1).NextDouble,
    };

    private readonly ServiceProvider services;

    /// <param name="cacheFile">Null switches the cache off.</param>
    /// <param name="handler">Answers in place of the network.</param>
    /// <param name="expiry">How long replies are kept.</param>
    /// <param name="redis">Holds limits, and replies where there is no <paramref name="cacheFile"/>.</param>
    public EndpointWorld(
        string? cacheFile = null, EndpointResilience? resilience = null, TimeProvider? time = null,
        Func<HttpRequestMessage, HttpResponseMessage>? handler = null,
        RedisAddress? redis = null, TimeSpan? expiry = null)
    {
        var collection = new ServiceCollection();
        collection.AddSingleton(resilience ?? Quick).AddSingleton(time ?? TimeProvider.System)
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        services = collection
            .AddEndpoints(
                new(cacheFile, InRedis: cacheFile is null && redis is not null, expiry), redis, handler is null ? null : _ => new StubHandler(handler))
            .BuildServiceProvider();
    }

    public CollectedLog Log { get; } = new();

    public ReplyCounts Counts => services.GetRequiredService<ReplyFigures>().Read();

    public EndpointClients Clients => services.GetRequiredService<EndpointClients>();

    public static EndpointModel Model(
        string baseUrl, string model = "m", KeySource? key = null, int concurrency = 8, int retries = 5, double timeout = 30,
        int? requests = null, int? tokens = null) =>
        new(new("e", baseUrl, key, concurrency, requests, tokens, timeout, retries), model);

    public async Task<EndpointReply> AskAsync(EndpointModel model, string question, ChatOptions? options = null) => EndpointReply.Of(
        await Clients.Get(model).GetResponseAsync([new(ChatRole.User, question)], options, Xunit.TestContext.Current.CancellationToken));

    public async Task<EndpointException> FailAsync(EndpointModel model, string question) =>
        await Xunit.Assert.ThrowsAsync<EndpointException>(() => AskAsync(model, question));

    /// <summary>As a killed process does: nothing is told to anyone.</summary>
    public async Task LoseRedisAsync() => await (await services.GetRequiredService<RedisLink>().ConnectAsync()).CloseAsync(allowCommandsToComplete: false);

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private sealed class StubHandler(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer(request));
    }
}

/// <summary>Every line that was logged, exceptions included.</summary>
internal sealed class CollectedLog : ILoggerProvider, ILogger
{
    private readonly List<string> lines = [];

    public string Text
    {
        get { lock (lines) return string.Join('\n', lines); }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (lines) lines.Add($"{formatter(state, exception)} {exception}");
    }

    public void Dispose()
    {
    }
}

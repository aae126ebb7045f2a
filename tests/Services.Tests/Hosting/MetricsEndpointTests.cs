using System.Net;
using System.Threading.Channels;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Listening;
using ArenaLearning.TestMetrics;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ArenaLearning.Services.Tests.Hosting;

public sealed class MetricsEndpointTests : IDisposable
{
    private readonly HttpClient client = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_management_port_tells_what_the_process_measures_and_no_other_port_does()
    {
        await using var service = await HostedService.StartAsync(
            map: endpoints => endpoints.On(Listener.Http).MapGet("/", () => "here"), cancellationToken: Token);
        await client.GetAsync(new Uri(service.AddressOf(Listener.Management)!, "/healthz/ready"), Token);

        using var response = await client.GetAsync(new Uri(service.AddressOf(Listener.Management)!, "/metrics"), Token);
        var scrape = Scrape.Of(await response.Content.ReadAsStringAsync(Token));

        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        var version = typeof(ServiceApplication).Assembly.GetName().Version!.ToString(3);
        Assert.Contains(scrape.Series.Keys, key => key.StartsWith($"arena_build_info{{service=\"Tested\",version=\"{version}", StringComparison.Ordinal));
        Assert.Contains("arena_dependency_up{dependency=\"bus\"}", scrape.Series.Keys);
        Assert.True(scrape["process_cpu_seconds_total"] > 0);
        Assert.True(scrape["process_working_set_bytes"] > 1 << 20);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri(service.AddressOf(Listener.Http)!, "/metrics"), Token)).StatusCode);
    }

    [Fact]
    public async Task Messages_are_measured_and_what_is_logged_of_one_carries_its_campaign_and_chunk()
    {
        var told = Channel.CreateUnbounded<string>();
        var log = new ScopedLog();
        await using var service = await HostedService.StartAsync(
            services => services.AddSingleton(told.Writer).AddSingleton<ILoggerProvider>(log),
            consumers => consumers.Add<LoggingConsumer>(), cancellationToken: Token);
        var bus = service.Services.GetRequiredService<IMessageBus>();

        await bus.PublishAsync(new Logged("campaign-1", "chunk-2", Fails: false), Token);
        await told.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Token);
        await bus.PublishAsync(new Logged("campaign-1", "chunk-3", Fails: true), Token);
        await told.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Token);

        Assert.Contains("MessageType=Logged Campaign=campaign-1 Chunk=chunk-2: was handled", log.Lines);
        var scrape = await Scrape.OfThisProcessAsync(Token);
        Assert.Equal(1, scrape["arena_messages_total{message=\"Logged\",outcome=\"handled\"}"]);
        // The failure is published while the message is still in hand: what came of it is told after that.
        Assert.True(scrape["arena_message_duration_seconds_count{message=\"Logged\"}"] >= 1);
        Assert.True(scrape["arena_message_wait_seconds_count{message=\"Logged\"}"] >= 2);
        Assert.True(scrape.Tells("arena_messages_in_flight"));
    }

    public void Dispose() => client.Dispose();

    /// <summary>Keeps lines of warnings, each with the scopes that it was logged in.</summary>
    private sealed class ScopedLog : ILoggerProvider, ISupportExternalScope, ILogger
    {
        private readonly List<string> lines = [];
        private IExternalScopeProvider scopes = new LoggerExternalScopeProvider();

        public IReadOnlyList<string> Lines
        {
            get { lock (lines) return [.. lines]; }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var within = new List<string>();
            scopes.ForEachScope((scope, list) =>
            {
                if (scope is IEnumerable<KeyValuePair<string, object?>> parts) list.AddRange(parts.Select(part => $"{part.Key}={part.Value}"));
            }, within);
            lock (lines) lines.Add($"{string.Join(' ', within)}: {formatter(state, exception)}");
        }

        public void Dispose()
        {
        }
    }
}

public sealed record Logged(string Campaign, string ChunkId, bool Fails);

internal sealed class LoggingConsumer(ChannelWriter<string> told, ILogger<LoggingConsumer> logger) : IConsumer<Logged>, IConsumer<Fault<Logged>>
{
    public async Task Consume(ConsumeContext<Logged> context)
    {
        if (context.Message.Fails) throw new InvalidOperationException("as asked");
        logger.LogWarning("was handled");
        await told.WriteAsync("handled", context.CancellationToken);
    }

    public Task Consume(ConsumeContext<Fault<Logged>> context) => told.WriteAsync("failed", context.CancellationToken).AsTask();
}

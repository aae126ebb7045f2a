using ArenaLearning.Arena.Progress;
using ArenaLearning.Arena.Running;
using ArenaLearning.Arena.Tests.Progress;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Hosting.Bus;
using Xunit;

namespace ArenaLearning.Arena.Tests.Running;

public sealed class CampaignClientTests : IDisposable
{
    private static readonly StartCampaign Start = new(
        "mine", "spec", "file.yaml", new Dictionary<string, ArtifactReference>(), ArtifactScope.OfFolder("out"));

    private readonly CampaignEvents events = new();
    private readonly StringWriter output = new();

    public void Dispose() => output.Dispose();

    private Task<CampaignEnded> RunAsync(FakeBus bus, TimeProvider time) => new CampaignClient(bus, events, time)
        .RunAsync(Start, new PlainProgressView(output, new ManualTime()), TestContext.Current.CancellationToken);

    [Fact]
    public async Task The_command_is_sent_again_until_it_is_heard_and_the_end_ends_it()
    {
        var time = new ImpatientTime();
        var bus = new FakeBus(sends =>
        {
            if (sends < 3) return;
            events.Add(new(new()
            {
                Campaign = "mine",
                Stage = "SFT-I0",
                Activity = "training",
                Done = 1,
                Planned = 9,
                StagesDone = 0,
                StagesPlanned = 4,
                Leaderboard = [],
            }, null));
            events.Add(new(null, new("another", "not ours")));
            events.Add(new(null, new("mine", null)));
        });

        var ended = await RunAsync(bus, time);

        Assert.Equal(new("mine", null), ended);
        Assert.Equal([Start, Start, Start], bus.Sent);
        Assert.Contains("SFT-I0: training", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_is_told_once_and_given_up_in_the_end()
    {
        var bus = new FakeBus(_ => { });

        var unanswered = await Assert.ThrowsAsync<CampaignUnansweredException>(() => RunAsync(bus, new ImpatientTime()));

        Assert.Contains("Check that it runs, on the same bus", unanswered.Message, StringComparison.Ordinal);
        Assert.Single(output.ToString().Split('\n'), line => line.StartsWith("Nothing heard from Flywheel", StringComparison.Ordinal));
        Assert.Equal(CampaignClient.Patience / CampaignClient.FirstResend, bus.Sent.Count, 5.0);
    }

    [Fact]
    public async Task A_broker_that_goes_away_after_the_first_event_is_asked_again()
    {
        var bus = new FakeBus(sends =>
        {
            if (sends == 1) events.Add(new(new()
            {
                Campaign = "mine",
                Stage = "SFT-I0",
                Activity = "training",
                Done = 1,
                Planned = 9,
                StagesDone = 0,
                StagesPlanned = 4,
                Leaderboard = [],
            }, null));
            if (sends == 2) throw new BusUnavailableException("broker away", new TimeoutException());
            if (sends == 3) events.Add(new(null, new("mine", "no luck")));
        });

        Assert.Equal("no luck", (await RunAsync(bus, new ImpatientTime())).Failure);
        Assert.Contains("broker away", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_an_error()
    {
        var bus = new FakeBus(_ => throw new BusUnavailableException("no broker", new TimeoutException()));

        Assert.Equal("no broker", (await Assert.ThrowsAsync<BusUnavailableException>(() => RunAsync(bus, new ImpatientTime()))).Message);
    }

    private sealed class FakeBus(Action<int> onSend) : IMessageBus
    {
        public List<object> Sent { get; } = [];

        public Task SendAsync<T>(T command, CancellationToken cancellationToken = default) where T : class
        {
            Sent.Add(command);
            onSend(Sent.Count);
            return Task.CompletedTask;
        }

        public Task PublishAsync<T>(T message, CancellationToken cancellationToken = default) where T : class =>
            throw new InvalidOperationException("the client publishes nothing");
    }

    /// <summary>A clock on which every wait is over at once and took as long as was asked for.</summary>
    private sealed class ImpatientTime : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref ticks);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != Timeout.InfiniteTimeSpan) Interlocked.Add(ref ticks, dueTime.Ticks);
            // A moment of real time, so that events that are there already are read first.
            return System.CreateTimer(callback, state, TimeSpan.FromMilliseconds(20), Timeout.InfiniteTimeSpan);
        }
    }
}

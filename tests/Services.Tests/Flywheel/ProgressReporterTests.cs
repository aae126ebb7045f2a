using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Campaigns;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Hosting.Bus;
using Xunit;

namespace ArenaLearning.Services.Tests.Flywheel;

public sealed class ProgressReporterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_note_that_the_bus_did_not_take_is_told_the_next_time_and_once()
    {
        var bus = new BrokenBus();
        var progress = new ProgressReporter("c", 1, SpendBook.Unlimited(), bus);
        progress.Note("first");
        progress.Note("second");

        bus.IsAway = true;
        await Assert.ThrowsAsync<BusUnavailableException>(() => progress.PublishAsync(Token));
        progress.Add(7);
        bus.IsAway = false;
        await progress.PublishAsync(Token);
        await progress.PublishAsync(Token);

        Assert.Equal(["first", "second"], bus.Taken.Select(message => message.Message));
        Assert.Equal(7, bus.Taken[^1].Done);
    }

    private sealed class BrokenBus : IMessageBus
    {
        public bool IsAway { get; set; }

        public List<CampaignProgressed> Taken { get; } = [];

        public Task SendAsync<T>(T command, CancellationToken cancellationToken = default) where T : class => PublishAsync(command, cancellationToken);

        public Task PublishAsync<T>(T message, CancellationToken cancellationToken = default) where T : class
        {
            if (IsAway) throw new BusUnavailableException("The broker is away.", new IOException());
            Taken.Add((CampaignProgressed)(object)message);
            return Task.CompletedTask;
        }
    }
}

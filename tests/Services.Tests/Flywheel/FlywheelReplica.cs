using ArenaLearning.Artifacts;
using ArenaLearning.Flywheel.Driving;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Ledger.Postgres;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Postgres;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArenaLearning.Services.Tests.Flywheel;

/// <summary>One of several Flywheels over one database, as a process has it.</summary>
internal sealed class FlywheelReplica : IHostApplicationLifetime, IAsyncDisposable
{
    private readonly PostgresLedgerStore ledgers;
    private readonly CancellationTokenSource stopped = new();

    public FlywheelReplica(string address, IMessageBus bus)
    {
        ledgers = new(PostgresAddress.Parse(address), TimeProvider.System);
        var shared = SharedWork.Create(TimeProvider.System, default);
        Registry = new(
            new FolderArtifactStore(), ledgers, LedgerFolders.Default, shared, bus, TimeProvider.System, this, NullLogger<CampaignController>.Instance);
        Post = new(ledgers, Registry, bus, NullLogger<CampaignPost>.Instance);
        Replies = new(ledgers, Registry, Post, shared, NullLogger<WorkerReplies>.Instance);
    }

    public ICampaignStarts Starts => ledgers.Starts!;

    public CampaignRegistry Registry { get; }

    public CampaignPost Post { get; }

    public WorkerReplies Replies { get; }

    public CancellationToken ApplicationStarted => default;

    public CancellationToken ApplicationStopped => default;

    public CancellationToken ApplicationStopping => stopped.Token;

    public void StopApplication() => stopped.Cancel();

    public async ValueTask DisposeAsync()
    {
        await Registry.StopAsync(default);
        Registry.Dispose();
        await ledgers.DisposeAsync();
        stopped.Dispose();
    }
}

using System.Collections.Concurrent;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Hosting.Bus;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Flywheel.Driving;

/// <summary>
/// The campaigns that this process drives, each by its id; one that has ended is let go. Where other processes have the same store of
/// ledgers, each looks every few seconds for campaigns that nobody leads.
/// </summary>
public sealed class CampaignRegistry(
    IArtifactStore artifacts, ILedgerStore ledgers, LedgerFolders folders, SharedWork shared, IMessageBus bus, TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<CampaignController> logger) : IHostedService, IDisposable
{
    /// <summary>How often a process looks for campaigns that nobody leads.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(3);

    private readonly Lock sync = new();
    private readonly ConcurrentDictionary<string, (CampaignController Controller, Task Running)> campaigns = new();
    // Stops before the bus does, which a campaign at work would take for a failure.
    private readonly CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);

    private Task looking = Task.CompletedTask;

    /// <summary>Campaigns at work.</summary>
    public int Count => campaigns.Count;

    /// <summary>
    /// Starts a campaign, or goes on with it. One that runs, here or elsewhere, is left alone; one that has ended is run again, which for a
    /// completed one only repeats that it has ended.
    /// </summary>
    public async Task StartAsync(StartCampaign start, CancellationToken cancellationToken)
    {
        if (ledgers.Starts is { } starts)
            try
            {
                await starts.KeepAsync(start, cancellationToken);
            }
            catch (LedgerException e)
            {
                // Who has sent it sends it again until the campaign is heard of.
                logger.LogWarning("Campaign {Campaign} could not be started: {Message}", start.Campaign, e.Message);
                return;
            }
        TakeUp(start);
    }

    /// <returns>The campaign's controller; null where this process does not drive it.</returns>
    public CampaignController? Find(string campaign) =>
        campaigns.TryGetValue(campaign, out var known) ? known.Controller : null;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (ledgers.Starts is { } starts) looking = Task.Run(() => LookAsync(starts), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await looking.WaitAsync(cancellationToken);
        await Task.WhenAll(campaigns.Values.Select(c => c.Running)).WaitAsync(cancellationToken);
    }

    public void Dispose() => stopping.Dispose();

    private void TakeUp(StartCampaign start)
    {
        lock (sync)
        {
            if (stopping.IsCancellationRequested || campaigns.ContainsKey(start.Campaign)) return;
            var controller = new CampaignController(start, artifacts, ledgers, folders, shared, bus, time, logger);
            campaigns[start.Campaign] = (controller, Task.Run(() => RunAsync(start.Campaign, controller)));
        }
    }

    private async Task LookAsync(ICampaignStarts starts)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            do
                try
                {
                    foreach (var start in await starts.UnledAsync(stopping.Token)) TakeUp(start);
                }
                catch (LedgerException e)
                {
                    logger.LogWarning("Campaigns that nobody leads could not be looked for: {Message}", e.Message);
                }
            while (await timer.WaitForNextTickAsync(stopping.Token));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task RunAsync(string campaign, CampaignController controller)
    {
        try
        {
            await controller.RunAsync(stopping.Token);
        }
        finally
        {
            // Not before it is entered: a campaign may end at once.
            lock (sync) campaigns.TryRemove(campaign, out _);
        }
    }
}

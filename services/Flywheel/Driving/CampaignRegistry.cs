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
    private readonly ConcurrentDictionary<string, Driven> campaigns = new();
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
                if (!await starts.KeepAsync(start, cancellationToken))
                {
                    logger.LogInformation("Campaign {Campaign} was paused or cancelled, and is not started", start.Campaign);
                    return;
                }
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
        if (ledgers.Starts is not null) looking = Task.Run(KeepLookingAsync, CancellationToken.None);
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
            var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
            // It outlives the request that started it, and is no part of its log scope; nor of its trace: each command that it sends is
            // one of its own, for that of a whole campaign would have no end.
            using (ExecutionContext.SuppressFlow())
                campaigns[start.Campaign] = new(controller, stop, Task.Run(() => RunAsync(start.Campaign, controller, stop)));
        }
    }

    /// <summary>Looks at once what is to run and what is not, which it otherwise does every few seconds.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (ledgers.Starts is not { } starts) return;
        await StopPausedAsync(starts, cancellationToken);
        foreach (var (campaign, limits) in await starts.LimitsAsync([.. campaigns.Keys], cancellationToken)) Find(campaign)?.Change(limits);
        foreach (var start in await starts.UnledAsync(cancellationToken)) TakeUp(start);
    }

    /// <summary>What was paused or cancelled meanwhile is stopped, by whoever drives it.</summary>
    private async Task StopPausedAsync(ICampaignStarts starts, CancellationToken cancellationToken)
    {
        foreach (var campaign in await starts.StoppedAsync([.. campaigns.Keys], cancellationToken))
            if (campaigns.TryGetValue(campaign, out var driven))
                try
                {
                    await driven.Stop.CancelAsync();
                    await driven.Running.WaitAsync(cancellationToken);
                }
                catch (ObjectDisposedException)
                {
                    // It came to its end by itself.
                }
    }

    private async Task KeepLookingAsync()
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            do
                try
                {
                    await LookAsync(stopping.Token);
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

    private async Task RunAsync(string campaign, CampaignController controller, CancellationTokenSource stop)
    {
        try
        {
            await controller.RunAsync(stop.Token);
        }
        finally
        {
            // Not before it is entered: a campaign may end at once.
            lock (sync) campaigns.TryRemove(campaign, out _);
            stop.Dispose();
        }
    }

    /// <summary>A campaign that this process drives.</summary>
    private sealed record Driven(CampaignController Controller, CancellationTokenSource Stop, Task Running);
}

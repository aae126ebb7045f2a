using System.Collections.Concurrent;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Hosting.Bus;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Flywheel.Driving;

/// <summary>The campaigns that this process drives, each by its id.</summary>
public sealed class CampaignRegistry(
    IMessageBus bus, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<CampaignController> logger) : IHostedService, IDisposable
{
    private readonly Lock sync = new();
    private readonly ConcurrentDictionary<string, (CampaignController Controller, Task Running)> campaigns = new();
    // Stops before the bus does, which a campaign at work would take for a failure.
    private readonly CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);

    /// <summary>
    /// Starts a campaign, or goes on with it. One that runs is left alone; one that has ended is run again, which for a
    /// completed one only repeats that it has ended.
    /// </summary>
    public void Start(StartCampaign start)
    {
        lock (sync)
        {
            if (stopping.IsCancellationRequested) return;
            if (campaigns.TryGetValue(start.Campaign, out var known) && !known.Running.IsCompleted) return;
            known.Controller?.Dispose();
            var controller = new CampaignController(start, bus, time, logger);
            campaigns[start.Campaign] = (controller, Task.Run(() => controller.RunAsync(stopping.Token)));
        }
    }

    /// <returns>The campaign's controller; null where this process does not drive it.</returns>
    public CampaignController? Find(string campaign) =>
        campaigns.TryGetValue(campaign, out var known) ? known.Controller : null;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await Task.WhenAll(campaigns.Values.Select(c => c.Running)).WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        stopping.Dispose();
        foreach (var (controller, _) in campaigns.Values) controller.Dispose();
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Hosting.Bus;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Flywheel.Campaigns;

/// <summary>One campaign at work: its settings, its ledger and its ways to hand out work.</summary>
public sealed class CampaignRun : IDisposable
{
    private readonly Func<JudgeReference, RoundRunner> roundsOf;
    private readonly UnitShare window;
    private readonly ConcurrentQueue<Func<CancellationToken, Task>> afterStep = new();
    private long usageRecorded;

    /// <param name="shared">What it shares with the other campaigns of the process.</param>
    public CampaignRun(
        CampaignIdentity identity, RunSettings settings, CampaignPaths paths, ArtifactScope scope, ILedger ledger, SharedWork shared,
        IMessageBus bus, TimeProvider time, ILogger logger)
    {
        (Identity, Settings, Paths, Scope, Ledger, Bus, Time) = (identity, settings, paths, scope, ledger, bus, time);
        var work = settings.Work;
        var retryAfter = TimeSpan.FromSeconds(work.RetrySeconds);
        Progress = new(identity.Id, settings.StagesPlanned, settings.Spend, bus);
        Work = new(shared.Lanes, time, retryAfter, logger)
        {
            Overdue = lane => Progress.Waiting(lane is null ? null
                : $"No {lane} came for {retryAfter.TotalSeconds:0} s: sent again. Does the service that makes it run?"),
        };
        RetryPause = retryAfter / 10;
        Leases = new(ledger, paths.Artifacts, scope, logger);
        usageRecorded = time.GetTimestamp();
        var plan = new ChunkPlan(identity.SpecHash, work.GenerationChunk, work.JudgingChunk, paths.Artifacts);
        window = shared.Window.Join(work.Window, work.Weight);
        var dispatcher = new ChunkDispatcher(ledger, Work, window, settings.Spend, work.MaxAttempts, RetryPause, time);
        roundsOf = judge => new(ledger, dispatcher, plan, bus, new(
            identity.Id, settings.Seed, settings.MaxTokens, judge, () => 1 + (window.Window / work.GenerationChunk), settings.Device));
        Rounds = roundsOf(settings.Judge);
        Reader = new(ledger, plan, settings.Judge.Name);
    }

    public CampaignIdentity Identity { get; }
    public string Id => Identity.Id;
    public RunSettings Settings { get; }
    public CampaignPaths Paths { get; }

    /// <summary>Where what it writes goes; a person's output folder, as text.</summary>
    public ArtifactScope Scope { get; }

    public IArtifactStore Artifacts => Paths.Artifacts;
    public ILedger Ledger { get; }
    public IMessageBus Bus { get; }
    public TimeProvider Time { get; }
    public WorkInFlight Work { get; }
    public ProgressReporter Progress { get; }
    public TrainingLeases Leases { get; }
    public RoundRunner Rounds { get; }
    public RoundReader Reader { get; }

    /// <summary>Rounds judged by another judge than the campaign's.</summary>
    public RoundRunner RoundsOf(JudgeReference judge) => roundsOf(judge);
    public TimeSpan RetryPause { get; }

    /// <summary>Changes what it may spend and how much of it is in flight, from now on.</summary>
    /// <param name="most">Units in flight; at least a chunk.</param>
    public void Change(SpendLimit budget, int most)
    {
        Settings.Spend.Change(budget);
        window.Change(most);
    }

    /// <summary>Has something done once what this step comes to is recorded.</summary>
    public void AfterStep(Func<CancellationToken, Task> follow) => afterStep.Enqueue(follow);

    /// <summary>
    /// Does a step once: what it gives is recorded, and a campaign that starts again takes it from the ledger.
    /// </summary>
    public async Task<T> StepAsync<T>(string key, Func<Task<T>> work, CancellationToken cancellationToken) where T : class
    {
        if (await Ledger.FindStepAsync<T>(key, cancellationToken) is { } output) return output;
        output = await work();
        await Ledger.RecordStepAsync(key, output, cancellationToken);
        while (afterStep.TryDequeue(out var follow)) await follow(cancellationToken);
        return output;
    }

    /// <summary>Adds the time since the last call to the ledger, and the memory that this process held at most.</summary>
    /// <returns>Both over all processes that worked on the campaign.</returns>
    public Task<(double WallSeconds, long PeakRssBytes)> RecordUsageAsync(CancellationToken cancellationToken)
    {
        var now = Time.GetTimestamp();
        var seconds = Time.GetElapsedTime(Interlocked.Exchange(ref usageRecorded, now), now).TotalSeconds;
        using var process = Process.GetCurrentProcess();
        return Ledger.AddUsageAsync(seconds, process.PeakWorkingSet64, cancellationToken);
    }

    /// <summary>Leaves its room to the other campaigns.</summary>
    public void Dispose()
    {
        window.Dispose();
        Leases.Dispose();
    }
}

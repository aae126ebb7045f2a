using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Campaigns;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.ModelArena;
using ArenaLearning.Flywheel.Training;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Flywheel.Yaml;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Monitoring.Logs;
using ArenaLearning.Monitoring.Metrics;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Flywheel.Driving;

/// <summary>Drives one campaign to its end, and wakes the step that waits for a result that has come.</summary>
/// <param name="shared">What it shares with the other campaigns of the process.</param>
public sealed class CampaignController(
    StartCampaign start, IArtifactStore artifacts, ILedgerStore ledgers, LedgerFolders folders, SharedWork shared,
    IMessageBus bus, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(350);
    private const int UsageEvery = 6;
    // Who follows the campaign takes silence for a sign that it is gone.
    private const int RepeatEvery = 12;

    private readonly TaskCompletionSource<LedgerException> ledgerFailure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock changing = new();
    private volatile CampaignRun? run;
    private CampaignLimits limits = CampaignLimits.AsInFile;
    private Action<CampaignLimits> apply = _ => { };

    /// <summary>
    /// Runs the campaign from where its ledger says it is. Ends with <see cref="CampaignEnded"/>, unless it is cancelled or another process
    /// is to go on with it: then it goes on when it is started again.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var scope = logger.BeginScope(WorkScope.OfCampaign(start.Campaign));
        string? outcome = "interrupted";
        FlywheelMetrics.Begins(start.Campaign);
        try
        {
            var failure = await DriveToEndAsync(cancellationToken);
            outcome = failure is null ? "completed" : "stopped";
            await EndAsync(failure, cancellationToken);
            if (ledgers.Starts is { } starts) await starts.EndAsync(start.Campaign, failure, cancellationToken);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            logger.LogInformation("Campaign {Campaign} was interrupted", start.Campaign);
        }
        catch (LedgerRefusedException e) when (e.InUse)
        {
            outcome = null;
            logger.LogInformation("Campaign {Campaign} is led elsewhere: {Message}", start.Campaign, e.Message);
        }
        catch (LedgerException e)
        {
            logger.LogWarning("Campaign {Campaign} waits to be taken up again: {Message}", start.Campaign, e.Message);
        }
        finally
        {
            FlywheelMetrics.Ends(start.Campaign, outcome);
        }
    }

    /// <summary>Who waits for the news goes on.</summary>
    /// <returns>False where the campaign is not at work here.</returns>
    public async Task<bool> ReceiveAsync(CampaignNews news, CancellationToken cancellationToken)
    {
        if (run is not { } current) return false;
        if (news.Chunk is { } chunk)
        {
            foreach (var one in chunk.Paid) current.Settings.Spend.Add(one.Endpoint, new(one.PromptTokens + one.ResponseTokens, one.CostUsd));
            current.Work.Complete(chunk.AttemptId, chunk.Reply);
        }
        if (news.PromptSets is { } built) current.Work.Complete(built.BuildId, built);
        if (news.Mined is { } mined) current.Work.Complete(mined.DatasetId, mined);
        if (news.Ranked is { } ranked) current.Work.Complete(ranked.RankingId, ranked);
        if (news.Trained is { } trained) current.Work.Complete(trained.JobId, new TrainingOutcome(trained, null));
        if (news.TrainingFailed is { } failed) await ReceiveAsync(current, failed, cancellationToken);
        if (news.Training is { } report) await ReceiveAsync(current, report, cancellationToken);
        return true;
    }

    /// <summary>Has the campaign go on with what was changed of its budget and window; the same again changes nothing.</summary>
    public void Change(CampaignLimits changed)
    {
        lock (changing)
        {
            if (limits == changed) return;
            limits = changed;
            apply(changed);
        }
        logger.LogInformation("Campaign {Campaign} goes on with {Limits}", start.Campaign, changed);
    }

    /// <summary>A result could not be recorded: without its ledger the campaign would wait for ever for results that it cannot keep.</summary>
    public void Fail(LedgerException failure) => ledgerFailure.TrySetResult(failure);

    private static async Task ReceiveAsync(CampaignRun current, TrainingFailed message, CancellationToken cancellationToken)
    {
        try
        {
            if (await current.Leases.IsOldAsync(message.JobId, message.Lease, cancellationToken)) return;
            current.Work.Complete(message.JobId, new TrainingOutcome(null, message.Failure));
        }
        catch (ObjectDisposedException)
        {
            // The campaign was stopped meanwhile, and offers the job again when it goes on.
        }
    }

    private async Task ReceiveAsync(CampaignRun current, TrainingProgressed message, CancellationToken cancellationToken)
    {
        try
        {
            if (!await current.Leases.HearAsync(message, cancellationToken) || !current.Work.Beat(message.JobId)) return;
            current.Progress.Set(message.Step, message.Steps);
        }
        catch (ObjectDisposedException)
        {
            // The campaign was stopped meanwhile; the worker says it again when it goes on.
        }
        catch (LedgerException e)
        {
            Fail(e);
        }
    }

    /// <summary>Whether the campaign is to be taken up again as it is, here or elsewhere, though this process cannot go on with it now.</summary>
    private bool IsForNext(LedgerException e) => ledgers.Starts is not null
        && (e is LedgerUnavailableException or LeaseLostException or LedgerRefusedException { InUse: true });

    /// <returns>Why the campaign stopped before its end, and what to do; null where it completed.</returns>
    /// <exception cref="LedgerException">It has not stopped: it is to be taken up again.</exception>
    private async Task<string?> DriveToEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            var file = CampaignFile.Parse(start.Spec, start.SpecPath);
            var identity = new CampaignIdentity(start.Campaign, file.SpecHash, file.Seed);
            await using var ledger = await ledgers.OpenAsync(identity, folders.Of(start.Campaign, start.Scope), cancellationToken);
            // Read by the one who leads it: what is changed later is told to whom the campaign is at work.
            if (ledgers.Starts is { } starts && await starts.FindAsync(start.Campaign, cancellationToken) is { } kept) Change(kept.Limits);
            return file.ModelArena is { } arena
                ? await RunAsync(identity, arena, ledger, cancellationToken) : await RunAsync(identity, file.Spec, ledger, cancellationToken);
        }
        catch (LedgerException e) when (IsForNext(e))
        {
            throw;
        }
        catch (Exception e) when (e is FileRefusedException or LedgerRefusedException)
        {
            return e.Message;
        }
        catch (Exception e) when (e is CampaignStoppedException or LedgerException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return WithWayOn(e.Message);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogError(e, "Campaign {Campaign} failed", start.Campaign);
            return WithWayOn($"Unexpected {e.GetType().Name}: {e.Message}");
        }
    }

    /// <returns>Why the flywheel stopped before its end; null where it completed.</returns>
    private async Task<string?> RunAsync(CampaignIdentity identity, TrainingCampaignSpec spec, ILedger ledger, CancellationToken cancellationToken)
    {
        var entries = await TrainingCampaignEntries.ResolveAsync(spec, Paths, cancellationToken);
        using var current = Begin(identity, ledger, new(
            spec.Seed, spec.Device, spec.Battles.MaxTokens, entries.Judge, spec.Work, spec.AllStages.Count,
            await BookAsync(spec.Budget, spec.AllEndpoints, ledger, cancellationToken)), spec.Budget);
        return await DriveAsync(current, new TrainingCampaignWorkflow(current, spec, entries).RunAsync, cancellationToken);
    }

    /// <returns>Why the arena stopped before its end; null where it completed.</returns>
    private async Task<string?> RunAsync(CampaignIdentity identity, ModelArenaSpec spec, ILedger ledger, CancellationToken cancellationToken)
    {
        var entries = await ArenaEntries.ResolveAsync(spec, Paths, cancellationToken);
        using var current = Begin(identity, ledger, new(
            spec.Seed, spec.Device, spec.Battles.MaxTokens, entries.Judge, spec.Work, 1,
            await BookAsync(spec.Budget, spec.Endpoints, ledger, cancellationToken)), spec.Budget);
        return await DriveAsync(current, new ModelArenaWorkflow(current, spec, entries).RunAsync, cancellationToken);
    }

    private BroughtPaths Paths => new(start.SpecPath, artifacts, start.Files);

    private async Task<SpendBook> BookAsync(
        BudgetSpec? budget, IReadOnlyList<EndpointSpec> endpoints, ILedger ledger, CancellationToken cancellationToken) => Budgets.Book(
        Budgets.Limit(budget), endpoints, await ledger.SpendAsync(cancellationToken), shared.Budget, ledgers.Starts is null ? null : start.Campaign);

    /// <param name="budget">As the file has it.</param>
    private CampaignRun Begin(CampaignIdentity identity, ILedger ledger, RunSettings settings, BudgetSpec? budget)
    {
        var begun = new CampaignRun(identity, settings, Paths, start.Scope, ledger, shared, bus, time, logger);
        lock (changing)
        {
            apply = changed => begun.Change(ChangedLimits.Budget(budget, changed), ChangedLimits.Window(settings.Work, changed));
            apply(limits);
        }
        return begun;
    }

    /// <summary>Works until the work ends, or until the ledger fails or its lease is lost: then the work is stopped.</summary>
    /// <returns>What the work comes to: why it stopped before its end, or null.</returns>
    private async Task<string?> DriveAsync(CampaignRun current, Func<CancellationToken, Task<string?>> workAsync, CancellationToken cancellationToken)
    {
        var lease = current.Ledger.Lease;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
        run = current;
        var reporting = ReportAsync(current, ended.Token);
        string? stopped;
        try
        {
            var working = workAsync(ended.Token);
            if (await Task.WhenAny(working, ledgerFailure.Task) != working) await ended.CancelAsync();
            stopped = await working;
        }
        // What came of it is that something was cancelled; why is what its owner wants to know.
        catch (Exception) when (!cancellationToken.IsCancellationRequested && (lease.Reason is not null || ledgerFailure.Task.IsCompletedSuccessfully))
        {
            lease.Require();
            throw await ledgerFailure.Task;
        }
        finally
        {
            run = null;
            await ended.CancelAsync();
            await reporting;
        }
        await PublishProgressAsync(current, cancellationToken);
        return stopped;
    }

    /// <summary>What the broker does not take is no reason to end, nor what the campaign came to.</summary>
    private async Task PublishProgressAsync(CampaignRun current, CancellationToken cancellationToken)
    {
        try
        {
            await current.Progress.PublishAsync(cancellationToken);
        }
        catch (BusUnavailableException e)
        {
            logger.LogWarning("Progress could not be published: {Message}", e.Message);
        }
    }

    private async Task ReportAsync(CampaignRun current, CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new PeriodicTimer(ProgressEvery, time);
            for (var tick = 1; await timer.WaitForNextTickAsync(cancellationToken); tick++)
            {
                FlywheelMetrics.BudgetLeft(start.Campaign, current.Settings.Spend.LeftShare, shared.Budget.LeftUsd);
                if (tick % RepeatEvery == 0) current.Progress.Repeat();
                // What is on its way when the campaign ends arrives, and is no error in the log; the bus' own patience bounds it.
                await PublishProgressAsync(current, CancellationToken.None);
                if (tick % UsageEvery == 0) await current.RecordUsageAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (LedgerException e)
        {
            Fail(e);
        }
    }

    private async Task EndAsync(string? failure, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await bus.PublishAsync(new CampaignEnded(start.Campaign, failure), cancellationToken);
                return;
            }
            catch (BusUnavailableException e)
            {
                logger.LogWarning("The end of {Campaign} could not be published: {Message}", start.Campaign, e.Message);
            }
        }
    }

    private string WithWayOn(string failure) =>
        $"{failure}\nWhat is done is kept in {start.Scope}: run again with the same --out to go on from there.";
}

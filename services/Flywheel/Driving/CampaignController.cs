using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Campaigns;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.ModelArena;
using ArenaLearning.Flywheel.Training;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Flywheel.Yaml;
using ArenaLearning.Hosting.Bus;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Flywheel.Driving;

/// <summary>Drives one campaign to its end and hands results that arrive to the ledger and to the step that waits for them.</summary>
public sealed class CampaignController(StartCampaign start, IMessageBus bus, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(350);
    private const int UsageEvery = 6;
    // Who follows the campaign takes silence for a sign that it is gone.
    private const int RepeatEvery = 12;

    private readonly CancellationTokenSource ledgerFailed = new();
    private volatile SqliteException? ledgerFailure;
    private volatile CampaignRun? run;

    /// <summary>
    /// Runs the campaign from where its ledger says it is. Ends with <see cref="CampaignEnded"/>, unless it is cancelled:
    /// then it goes on when it is started again.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await EndAsync(await FailureAsync(cancellationToken), cancellationToken);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            logger.LogInformation("Campaign {Campaign} was interrupted", start.Campaign);
        }
    }

    public void Dispose() => ledgerFailed.Dispose();

    public Task ReceiveAsync(ResponsesGenerated message, CancellationToken cancellationToken) => RecordAsync(
        Chunk.Responses, message.ChunkId, Failures(message.Units, u => u.UnitId, u => u.Failure is { } reason ? new(reason) : null),
        (ledger, chunk) => ledger.RecordAsync(chunk, message.Units, PaidSpend.Of(message), cancellationToken));

    public Task ReceiveAsync(BattlesJudged message, CancellationToken cancellationToken) => RecordAsync(
        Chunk.Verdicts, message.ChunkId, Failures(message.Units, u => u.UnitId, UnitFailures.Of),
        (ledger, chunk) => ledger.RecordAsync(chunk, message.Units, PaidSpend.Of(message), cancellationToken));

    public void Receive(PromptSetsBuilt message) => run?.Work.Complete(message.BuildId, CampaignJobs.PromptLane, message);

    public void Receive(TrainingDataMined message) => run?.Work.Complete(message.DatasetId, CampaignJobs.MiningLane, message);

    public void Receive(ArenaRanked message) => run?.Work.Complete(message.RankingId, CampaignJobs.RankingLane, message);

    public void Receive(ModelTrained message) =>
        run?.Work.Complete(message.JobId, message.JobId, new TrainingOutcome(message, null));

    public void Receive(TrainingFailed message) =>
        run?.Work.Complete(message.JobId, message.JobId, new TrainingOutcome(null, message.Failure));

    public void Receive(TrainingProgressed message)
    {
        if (run is not { } current || !current.Work.Beat(message.JobId)) return;
        current.Progress.Set(message.Step, message.Steps);
    }

    private async Task<string?> FailureAsync(CancellationToken cancellationToken)
    {
        try
        {
            var file = CampaignFile.Parse(start.Spec, start.SpecPath);
            var identity = new CampaignIdentity(start.Campaign, file.SpecHash, file.Seed);
            await using var ledger = await CampaignLedger.OpenAsync(start.OutputFolder, identity, cancellationToken);
            return file.ModelArena is { } arena
                ? await RunAsync(identity, arena, ledger, cancellationToken) : await RunAsync(identity, file.Spec, ledger, cancellationToken);
        }
        catch (Exception e) when (e is FileRefusedException or LedgerRefusedException)
        {
            return e.Message;
        }
        catch (Exception e) when (e is CampaignStoppedException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return WithWayOn(e.Message);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogError(e, "Campaign {Campaign} failed", start.Campaign);
            return WithWayOn($"Unexpected {e.GetType().Name}: {e.Message}");
        }
        finally
        {
            run = null;
        }
    }

    /// <returns>Why the flywheel stopped before its end; null where it completed.</returns>
    private async Task<string?> RunAsync(CampaignIdentity identity, TrainingCampaignSpec spec, CampaignLedger ledger, CancellationToken cancellationToken)
    {
        var entries = await TrainingCampaignEntries.ResolveAsync(spec, new(start.SpecPath), cancellationToken);
        var current = run = Begin(identity, ledger, new(
            spec.Seed, spec.Device, spec.Battles.MaxTokens, entries.Judge, spec.Work, 1 + (3 * spec.Prompts.Iterations),
            Budgets.Book(spec.Budget, spec.AllEndpoints, await ledger.SpendAsync(cancellationToken))));
        return await DriveAsync(current, new TrainingCampaignWorkflow(current, spec, entries).RunAsync, cancellationToken);
    }

    /// <returns>Why the arena stopped before its end; null where it completed.</returns>
    private async Task<string?> RunAsync(CampaignIdentity identity, ModelArenaSpec spec, CampaignLedger ledger, CancellationToken cancellationToken)
    {
        var entries = await ArenaEntries.ResolveAsync(spec, start.SpecPath, cancellationToken);
        var current = run = Begin(identity, ledger, new(
            spec.Seed, spec.Device, spec.Battles.MaxTokens, entries.Judge, spec.Work, 1, Budgets.Book(spec.Budget, spec.Endpoints, await ledger.SpendAsync(cancellationToken))));
        return await DriveAsync(current, new ModelArenaWorkflow(current, spec, entries).RunAsync, cancellationToken);
    }

    private CampaignRun Begin(CampaignIdentity identity, CampaignLedger ledger, RunSettings settings) =>
        new(identity, settings, start.SpecPath, start.OutputFolder, ledger, bus, time, logger);

    /// <returns>What the work comes to: why it stopped before its end, or null.</returns>
    private async Task<string?> DriveAsync(CampaignRun current, Func<CancellationToken, Task<string?>> workAsync, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ledgerFailed.Token);
        var reporting = ReportAsync(current, ended.Token);
        string? stopped;
        try
        {
            stopped = await workAsync(ended.Token);
        }
        catch (Exception e) when (e is SqliteException || (ledgerFailure is not null && !cancellationToken.IsCancellationRequested))
        {
            throw new CampaignStoppedException(
                $"The ledger in {start.OutputFolder} could not be read or written: {(ledgerFailure ?? e).Message} Is the disk full, or the folder gone?");
        }
        finally
        {
            await ended.CancelAsync();
            await reporting;
        }
        await current.Progress.PublishAsync(cancellationToken);
        return stopped;
    }

    private async Task ReportAsync(CampaignRun current, CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new PeriodicTimer(ProgressEvery, time);
            for (var tick = 1; await timer.WaitForNextTickAsync(cancellationToken); tick++)
            {
                if (tick % RepeatEvery == 0) current.Progress.Repeat();
                try
                {
                    await current.Progress.PublishAsync(cancellationToken);
                }
                catch (BusUnavailableException e)
                {
                    logger.LogWarning("Progress could not be published: {Message}", e.Message);
                }
                if (tick % UsageEvery == 0) await current.RecordUsageAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (SqliteException e)
        {
            await LedgerFailedAsync(e);
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

    private async Task RecordAsync(
        string lane, string attemptId, IReadOnlyDictionary<string, UnitFailure> failures,
        Func<CampaignLedger, string, Task<IReadOnlyList<EndpointSpend>>> record)
    {
        if (run is not { } current) return;
        try
        {
            foreach (var one in await record(current.Ledger, Chunk.IdOf(attemptId)))
                current.Settings.Spend.Add(one.Endpoint, new(one.PromptTokens + one.ResponseTokens, one.CostUsd));
        }
        catch (ObjectDisposedException)
        {
            // The campaign ended, or was stopped, while this result waited: it has it, or asks for it again.
            return;
        }
        catch (SqliteException e)
        {
            await LedgerFailedAsync(e);
            return;
        }
        current.Work.Complete(attemptId, lane, new ChunkReply(failures));
    }

    /// <summary>Without its ledger a campaign would wait for ever for results that it cannot keep.</summary>
    private Task LedgerFailedAsync(SqliteException failure)
    {
        ledgerFailure = failure;
        return ledgerFailed.CancelAsync();
    }

    private string WithWayOn(string failure) =>
        $"{failure}\nWhat is done is kept in {start.OutputFolder}: run again with the same --out to go on from there.";

    private static Dictionary<string, UnitFailure> Failures<T>(
        IReadOnlyList<T> units, Func<T, string> idOf, Func<T, UnitFailure?> failureOf) => units
        .Where(unit => failureOf(unit) is not null)
        .DistinctBy(idOf)
        .ToDictionary(idOf, unit => failureOf(unit)!);
}

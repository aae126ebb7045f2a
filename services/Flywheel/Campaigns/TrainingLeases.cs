using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Flywheel.Campaigns;

/// <summary>
/// Who may train which job of a campaign. Each time that a job is sent it gets the next lease, with its newest state; what a holder of an
/// older one reports is not heard. The ledger knows it all, so it needs no folder that workers share.
/// </summary>
public sealed class TrainingLeases(ILedger ledger, IArtifactStore artifacts, ArtifactScope scope, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private readonly Dictionary<string, GivenLease> jobs = new(StringComparer.Ordinal);

    private ArtifactScope Work => scope.Under("work");

    /// <summary>The next lease on a job, with which it is sent.</summary>
    /// <param name="name">Of the model that comes out.</param>
    public async Task<TrainingLease> NextAsync(string jobId, string name, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            var state = await ledger.NextLeaseAsync(jobId, cancellationToken);
            jobs[jobId] = new(state.Lease, state.Saved, null);
            return new(state.Lease, scope.Under("checkpoints"), Work.Under(name), state.Saved);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Records the state that a report brings, if it is newer; the one before it is deleted.</summary>
    /// <returns>False where the report is of an older lease, or of a job that nobody waits for.</returns>
    public async Task<bool> HearAsync(TrainingProgressed report, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (!jobs.TryGetValue(report.JobId, out var given) || report.Lease != given.Number) return false;
            if (report.Saved is not { } saved || !given.IsNew(saved)) return true;
            await ledger.RecordSavedAsync(report.JobId, saved, cancellationToken);
            jobs[report.JobId] = given with { Newest = saved };
            logger.LogInformation("{Model} saved step {Step} of {Steps}", report.Name, saved.Step, report.Steps);
            if ((given.Newest ?? given.From) is { } former) await DeleteAsync(() => artifacts.DeleteAsync(Work, former.State, cancellationToken));
            return true;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <returns>Whether a lease is older than the last one on the job.</returns>
    public async Task<bool> IsOldAsync(string jobId, int lease, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return jobs.TryGetValue(jobId, out var given) && lease < given.Number;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Forgets a job whose model is recorded, and deletes all its states.</summary>
    public async Task EndAsync(string jobId, string name, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            jobs.Remove(jobId);
            await ledger.ForgetTrainingAsync(jobId, cancellationToken);
            await DeleteAsync(() => artifacts.DeleteAllAsync(Work.Under(name), cancellationToken));
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Once the last caller is through; who comes later gets an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        gate.Wait();
        gate.Dispose();
    }

    /// <summary>Deletes what killed processes have left of jobs that are done.</summary>
    public Task ClearAsync(CancellationToken cancellationToken) => DeleteAsync(() => artifacts.DeleteAllAsync(Work, cancellationToken));

    /// <summary>What cannot be deleted costs room and no more: it is no reason to stop.</summary>
    private async Task DeleteAsync(Func<Task> delete)
    {
        try
        {
            await delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.LogWarning("A saved state of training could not be deleted: {Message}", e.Message);
        }
    }

    /// <param name="Number">Of the last lease on a job.</param>
    /// <param name="From">The state that it was given with.</param>
    /// <param name="Newest">The newest state that was reported under it; null where there was none.</param>
    private sealed record GivenLease(int Number, SavedTraining? From, SavedTraining? Newest)
    {
        /// <summary>
        /// Reports may overtake each other. A worker that could not read what it was given begins anew, so its first state may be an earlier one.
        /// </summary>
        public bool IsNew(SavedTraining saved) => saved != From && (Newest is null || saved.Step > Newest.Step);
    }
}

using System.Diagnostics;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.LanguageModels.Native;
using ArenaLearning.Monitoring.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Training.Jobs;

/// <summary>
/// The jobs that this process has taken up. One trains, the others wait; all of them beat, so that nobody offers them
/// elsewhere. A job that is offered again while it runs here is the same job, under the lease that it is offered with; one that another
/// worker reports under a newer lease is left to it.
/// </summary>
public sealed class TrainingJobs(
    IArtifactStore artifacts, IMessageBus bus, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<TrainingJobs> logger) : IHostedService, IDisposable
{
    private const int MostFinished = 64;
    private static readonly TimeSpan BeatEvery = TimeSpan.FromMilliseconds(300);

    private readonly Lock sync = new();
    private readonly Dictionary<string, HeldJob> held = new(StringComparer.Ordinal);
    private readonly Queue<ModelTrained> finished = new();
    private readonly SemaphoreSlim oneAtATime = new(1);
    private readonly CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
    private readonly string worker = $"{Environment.MachineName}/{Environment.ProcessId}";

    /// <summary>Takes a job up, unless it has been; returns at once.</summary>
    public void Take(TrainModel job)
    {
        lock (sync)
        {
            if (stopping.IsCancellationRequested) return;
            if (held.TryGetValue(job.JobId, out var known))
            {
                // One that is on its way out is not the job's any more: it is taken up when that is gone.
                if (known.IsEnding || known.Stop.IsCancellationRequested) known.Ended.ContinueWith(_ => Take(job), TaskScheduler.Default);
                else known.Adopt(job.Lease.Number);
                return;
            }
            var taken = held[job.JobId] = new(job, worker, stopping.Token);
            _ = Task.Run(() =>
            {
                // The command's trace ends when the job is taken up, not hours later.
                Activity.Current = null;
                return RunAsync(taken);
            });
        }
    }

    /// <summary>Another worker, or this one, reports on a job.</summary>
    public void Hear(TrainingProgressed report)
    {
        lock (sync)
            if (report.Worker != worker && held.TryGetValue(report.JobId, out var mine) && report.Lease > mine.Lease) mine.Cancel();
    }

    /// <summary>
    /// Another worker has done a job. What this one did itself is no news, and may come back late: to a job that is offered anew because
    /// the model is lost.
    /// </summary>
    public void Hear(ModelTrained trained)
    {
        lock (sync)
            if (held.TryGetValue(trained.JobId, out var mine) && !finished.Any(known => known.JobId == trained.JobId)) mine.Cancel();
    }

    /// <summary>A person has stopped a job: it ends at its next step. One that was offered anew since goes on.</summary>
    public void Hear(TrainingCancelled cancelled)
    {
        lock (sync)
            if (held.TryGetValue(cancelled.JobId, out var mine) && mine.Lease <= cancelled.Lease && !mine.IsEnding)
            {
                mine.IsCancelled = true;
                mine.Cancel();
            }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A step may finish; the job goes on from its last saved state when it is offered again.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        Task[] ends;
        lock (sync) ends = [.. held.Values.Select(job => job.Ended)];
        await Task.WhenAll(ends).WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        stopping.Dispose();
        oneAtATime.Dispose();
    }

    private async Task RunAsync(HeldJob taken)
    {
        try
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(taken.Stop);
            var beating = BeatAsync(taken, ended.Token);
            try
            {
                await TrainAsync(taken);
            }
            finally
            {
                await ended.CancelAsync();
                await beating;
            }
        }
        finally
        {
            lock (sync) held.Remove(taken.Job.JobId);
            taken.End();
            taken.Dispose();
        }
    }

    private async Task TrainAsync(HeldJob taken)
    {
        var job = taken.Job;
        var outcome = "failed";
        try
        {
            await oneAtATime.WaitAsync(taken.Stop);
            try
            {
                var trained = await FinishedAsync(job, taken.Stop)
                    ?? await TrainingRun.RunAsync(job, artifacts, new Reports(taken, this), taken.Stop, logger, worker);
                outcome = "trained";
                lock (sync)
                {
                    taken.IsEnding = true;
                    finished.Enqueue(trained);
                    if (finished.Count > MostFinished) finished.Dequeue();
                }
                await PublishAsync(trained, taken.Stop);
            }
            finally
            {
                oneAtATime.Release();
            }
        }
        catch (OperationCanceledException) when (taken.Stop.IsCancellationRequested)
        {
            outcome = "interrupted";
            logger.LogInformation("{Job} was {What}", job.Name, taken.IsCancelled ? "cancelled" : "interrupted");
            if (taken.IsCancelled)
                await PublishAsync(new TrainingFailed(
                    job.Campaign, job.JobId, job.Name, taken.Lease, $"{job.Name} was cancelled at step {taken.Latest.Step} of {taken.Latest.Steps}.")
                {
                    IsCancelled = true,
                }, stopping.Token);
        }
        catch (Exception e)
        {
            if (e is not (InvalidDataException or IOException or UnauthorizedAccessException or NativeTorchException))
                logger.LogError(e, "{Job} failed", job.Name);
            lock (sync) taken.IsEnding = true;
            await PublishAsync(new TrainingFailed(job.Campaign, job.JobId, job.Name, taken.Lease, e.Message), taken.Stop);
        }
        finally
        {
            TrainingMetrics.Ended(TrainingRun.AlgorithmOf(job), outcome);
        }
    }

    /// <returns>What the job came to when this process trained it, if the model is still there: its result was lost on the way.</returns>
    private async Task<ModelTrained?> FinishedAsync(TrainModel job, CancellationToken cancellationToken)
    {
        ModelTrained? trained;
        lock (sync) trained = finished.LastOrDefault(known => known.JobId == job.JobId);
        if (trained is null) return null;
        try
        {
            await artifacts.MaterializeFolderAsync(trained.Checkpoint, cancellationToken);
            return trained;
        }
        catch (ArtifactException)
        {
            return null;
        }
    }

    private async Task BeatAsync(HeldJob taken, CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new PeriodicTimer(BeatEvery, time);
            while (await timer.WaitForNextTickAsync(cancellationToken)) await PublishAsync(taken.Latest, cancellationToken);
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>What the broker does not take is not lost: the next beat says it again, and the job is offered again.</summary>
    private async Task PublishAsync<T>(T message, CancellationToken cancellationToken) where T : class
    {
        try
        {
            await bus.PublishAsync(message, cancellationToken);
        }
        catch (BusUnavailableException e)
        {
            logger.LogWarning("{Message}", e.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Keeps the latest step for the next beat; a state that was saved is told at once.</summary>
    private sealed class Reports(HeldJob taken, TrainingJobs jobs) : IProgress<TrainingProgressed>
    {
        public void Report(TrainingProgressed value)
        {
            var isNew = value.Saved is not null && value.Saved != taken.Latest.Saved;
            taken.Latest = value;
            if (isNew) _ = jobs.PublishAsync(taken.Latest, taken.Stop);
        }
    }
}

using System.Collections.Concurrent;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.LanguageModels.Native;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Training.Jobs;

/// <summary>
/// The jobs that this process has taken up. One trains, the others wait; all of them beat, so that nobody offers them
/// elsewhere. A job that is offered again while it runs here is the same job.
/// </summary>
public sealed class TrainingJobs(
    IArtifactStore artifacts, IMessageBus bus, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<TrainingJobs> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan BeatEvery = TimeSpan.FromMilliseconds(300);

    private readonly ConcurrentDictionary<string, Task> jobs = new();
    private readonly SemaphoreSlim oneAtATime = new(1);
    private readonly CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
    private readonly string worker = $"{Environment.MachineName}/{Environment.ProcessId}";

    /// <summary>Takes a job up, unless it has been; returns at once.</summary>
    public void Take(TrainModel job)
    {
        // The task stays out of the dictionary's factory, which may run twice.
        var taken = new TaskCompletionSource();
        if (stopping.IsCancellationRequested || !jobs.TryAdd(job.JobId, taken.Task)) return;
        _ = Task.Run(async () =>
        {
            try
            {
                await RunAsync(job, stopping.Token);
            }
            finally
            {
                jobs.TryRemove(job.JobId, out _);
                taken.SetResult();
            }
        });
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A step may finish; the job goes on from its last resumable checkpoint when it is offered again.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await Task.WhenAll(jobs.Values).WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        stopping.Dispose();
        oneAtATime.Dispose();
    }

    private async Task RunAsync(TrainModel job, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var progress = new LatestProgress(new(job.Campaign, job.JobId, job.Name, worker, 0, job.Recipe.Steps, 0));
        var beating = BeatAsync(progress, ended.Token);
        try
        {
            await oneAtATime.WaitAsync(cancellationToken);
            try
            {
                var trained = await TrainingRun.RunAsync(job, artifacts, progress, cancellationToken, logger, worker);
                await PublishAsync(trained, cancellationToken);
            }
            finally
            {
                oneAtATime.Release();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            logger.LogInformation("{Job} was interrupted", job.Name);
        }
        catch (JobHeldElsewhereException e)
        {
            // Its holder beats for it.
            logger.LogInformation("{Job}: {Message}", job.Name, e.Message);
        }
        catch (Exception e)
        {
            if (e is not (InvalidDataException or IOException or UnauthorizedAccessException or NativeTorchException))
                logger.LogError(e, "{Job} failed", job.Name);
            await PublishAsync(new TrainingFailed(job.Campaign, job.JobId, job.Name, e.Message), cancellationToken);
        }
        finally
        {
            await ended.CancelAsync();
            await beating;
        }
    }

    private async Task BeatAsync(LatestProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new PeriodicTimer(BeatEvery, time);
            while (await timer.WaitForNextTickAsync(cancellationToken)) await PublishAsync(progress.Latest, cancellationToken);
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>What the broker does not take is not lost: the job is offered again, and its result lies in its folder.</summary>
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
    }

    private sealed class LatestProgress(TrainingProgressed first) : IProgress<TrainingProgressed>
    {
        private TrainingProgressed latest = first;

        public TrainingProgressed Latest => Volatile.Read(ref latest);

        public void Report(TrainingProgressed value) => Volatile.Write(ref latest, value);
    }
}

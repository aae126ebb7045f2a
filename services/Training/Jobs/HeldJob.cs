using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Training.Jobs;

/// <summary>A job that this process has taken up, and the lease on it.</summary>
internal sealed class HeldJob : IDisposable
{
    private readonly CancellationTokenSource stop;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int lease;
    private TrainingProgressed latest;

    /// <param name="worker">Who holds it.</param>
    /// <param name="stopping">The process stops.</param>
    public HeldJob(TrainModel job, string worker, CancellationToken stopping)
    {
        Job = job;
        lease = job.Lease.Number;
        latest = new(job.Campaign, job.JobId, job.Name, worker, lease, 0, job.Recipe.Steps, 0) { Saved = job.Lease.Saved };
        stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    }

    public TrainModel Job { get; }

    public int Lease => Volatile.Read(ref lease);

    /// <summary>Cancelled when the job is another worker's, or the process stops.</summary>
    public CancellationToken Stop => stop.Token;

    /// <summary>Done when nothing of the job runs here any more.</summary>
    public Task Ended => ended.Task;

    /// <summary>What it reports now, under the lease that it holds now.</summary>
    public TrainingProgressed Latest
    {
        get => Volatile.Read(ref latest) with { Lease = Lease };
        set => Volatile.Write(ref latest, value);
    }

    /// <summary>Whether a person has stopped it.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>Whether what it came to is known: a newer offer is not for this run of it any more.</summary>
    public bool IsEnding { get; set; }

    /// <summary>Goes on under a newer lease on the same job.</summary>
    public void Adopt(int number)
    {
        if (number > lease) Volatile.Write(ref lease, number);
    }

    public void Cancel() => stop.Cancel();

    public void End() => ended.TrySetResult();

    public void Dispose() => stop.Dispose();
}

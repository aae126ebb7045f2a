using System.Collections.Concurrent;
using ArenaLearning.Hosting.Bus;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Flywheel.Work;

/// <summary>
/// Commands of one campaign that were sent and have no result yet. A command is overdue when nothing of its lane has come back, to any
/// campaign, for <paramref name="retryAfter"/>: it is then sent again, as often as it takes, for what is lost is not what failed, but each time after
/// twice as long: where the workers are away, copies wait in their queue, and each would be done. A lane
/// that moves for others must not hide for ever that this campaign's command is lost: where commands that were sent later are answered,
/// and this campaign alone hears nothing, it is overdue after <see cref="PassedBy"/> times as long.
/// </summary>
/// <param name="lanes">Of all campaigns of the process.</param>
public sealed class WorkInFlight(LaneActivity lanes, TimeProvider time, TimeSpan retryAfter, ILogger logger)
{
    /// <summary>Patience with a command that its queue has passed by: an endpoint may be slow, and others fast.</summary>
    public const int PassedBy = 10;

    /// <summary>The longest wait for one copy is this often doubled.</summary>
    public const int MostDoublings = 5;

    private readonly ConcurrentDictionary<string, Waiting> pending = new();
    private readonly LaneActivity ownLanes = new(time);

    /// <summary>Told the lane whenever a command is overdue, and null when its result comes after all.</summary>
    public Action<string?> Overdue { get; set; } = _ => { };

    /// <summary>Sends a command, again while it is overdue, and waits for its result.</summary>
    /// <param name="id">Under which the result comes back through <see cref="Complete"/>.</param>
    /// <param name="lane">Commands that one queue of work serves.</param>
    /// <param name="findAsync">
    /// Looks whether the result of an overdue command is recorded already, by another process that received it; null for one that is not.
    /// </param>
    public async Task<TResult> RequestAsync<TResult>(
        string id, string lane, Func<CancellationToken, Task> sendAsync, CancellationToken cancellationToken,
        Func<CancellationToken, Task<TResult?>>? findAsync = null) where TResult : class
    {
        var waiting = pending.GetOrAdd(id, _ => new(lane, time.GetTimestamp()));
        try
        {
            for (var copies = 0; ; copies++)
            {
                var wait = await TrySendAsync(lane, sendAsync, cancellationToken) ? retryAfter * (1 << Math.Min(copies, MostDoublings)) : retryAfter;
                if (!await IsOverdueAsync(waiting.Result.Task, lane, wait, cancellationToken))
                {
                    if (copies > 0) Overdue(null);
                    return (TResult)await waiting.Result.Task;
                }
                if (findAsync is not null && await findAsync(cancellationToken) is { } found) return found;
                logger.LogWarning("{Lane}: {Id} had no answer for {Seconds} s; sending it again", lane, id, wait.TotalSeconds);
                Overdue(lane);
            }
        }
        finally
        {
            pending.TryRemove(id, out _);
            if (lane == id) lanes.Forget(lane);
        }
    }

    /// <summary>Hands in a result. One that nobody waits for, a late copy, changes nothing.</summary>
    public void Complete(string id, object result)
    {
        if (!pending.TryGetValue(id, out var waiting)) return;
        lanes.Answered(waiting.Lane, waiting.Sent);
        ownLanes.Touch(waiting.Lane);
        waiting.Result.TrySetResult(result);
    }

    /// <summary>Notes that the work on a command that is its own lane goes on.</summary>
    /// <returns>Whether anyone waits for it.</returns>
    public bool Beat(string id)
    {
        if (!pending.ContainsKey(id)) return false;
        lanes.Touch(id);
        return true;
    }

    /// <returns>Whether the bus took it.</returns>
    private async Task<bool> TrySendAsync(string lane, Func<CancellationToken, Task> sendAsync, CancellationToken cancellationToken)
    {
        try
        {
            await sendAsync(cancellationToken);
            return true;
        }
        catch (BusUnavailableException e)
        {
            logger.LogWarning("{Lane}: {Message} Trying again in {Seconds} s", lane, e.Message, retryAfter.TotalSeconds);
            Overdue(lane);
            return false;
        }
    }

    /// <param name="wait">How long a lane may be silent.</param>
    private async Task<bool> IsOverdueAsync(Task result, string lane, TimeSpan wait, CancellationToken cancellationToken)
    {
        var sent = time.GetTimestamp();
        while (true)
        {
            var patience = wait - time.GetElapsedTime(lanes.QuietSince(lane, sent));
            if (lanes.HasPassed(lane, sent) && (PassedBy * wait) - time.GetElapsedTime(ownLanes.QuietSince(lane, sent)) is var left && left < patience)
                patience = left;
            if (patience <= TimeSpan.Zero) return !result.IsCompleted;
            using var stopWaiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(result, Task.Delay(patience, time, stopWaiting.Token));
            await stopWaiting.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            if (result.IsCompleted) return false;
        }
    }

    private sealed record Waiting(string Lane, long Sent)
    {
        public TaskCompletionSource<object> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

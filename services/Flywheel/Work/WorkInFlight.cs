using System.Collections.Concurrent;
using ArenaLearning.Hosting.Bus;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Flywheel.Work;

/// <summary>
/// Commands that were sent and have no result yet. A command is overdue when nothing of its lane has come back for
/// <paramref name="retryAfter"/>: it is then sent again, as often as it takes, for what is lost is not what failed.
/// While its lane moves it is only queued, and a second copy would be work for nothing.
/// </summary>
public sealed class WorkInFlight(TimeProvider time, TimeSpan retryAfter, ILogger logger)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<object>> pending = new();
    private readonly ConcurrentDictionary<string, long> lastSignOfLife = new();

    /// <summary>Told the lane whenever a command is overdue, and null when its result comes after all.</summary>
    public Action<string?> Overdue { get; set; } = _ => { };

    /// <summary>Sends a command, again while it is overdue, and waits for its result.</summary>
    /// <param name="id">Under which the result comes back through <see cref="Complete"/>.</param>
    /// <param name="lane">Commands that one queue of work serves.</param>
    public async Task<TResult> RequestAsync<TResult>(
        string id, string lane, Func<CancellationToken, Task> sendAsync, CancellationToken cancellationToken) where TResult : class
    {
        var result = pending.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            for (var copies = 0; ; copies++)
            {
                await TrySendAsync(lane, sendAsync, cancellationToken);
                if (!await IsOverdueAsync(result.Task, lane, cancellationToken))
                {
                    if (copies > 0) Overdue(null);
                    return (TResult)await result.Task;
                }
                logger.LogWarning("{Lane}: {Id} had no answer for {Seconds} s; sending it again", lane, id, retryAfter.TotalSeconds);
                Overdue(lane);
            }
        }
        finally
        {
            pending.TryRemove(id, out _);
        }
    }

    /// <summary>Hands in a result. One that nobody waits for, a late copy, changes nothing.</summary>
    public void Complete(string id, string lane, object result)
    {
        Touch(lane);
        if (pending.TryGetValue(id, out var waiting)) waiting.TrySetResult(result);
    }

    /// <summary>Notes that the work on a command that is its own lane goes on.</summary>
    /// <returns>Whether anyone waits for it.</returns>
    public bool Beat(string id)
    {
        if (!pending.ContainsKey(id)) return false;
        Touch(id);
        return true;
    }

    private void Touch(string lane) => lastSignOfLife[lane] = time.GetTimestamp();

    private async Task TrySendAsync(string lane, Func<CancellationToken, Task> sendAsync, CancellationToken cancellationToken)
    {
        try
        {
            await sendAsync(cancellationToken);
        }
        catch (BusUnavailableException e)
        {
            logger.LogWarning("{Lane}: {Message} Trying again in {Seconds} s", lane, e.Message, retryAfter.TotalSeconds);
            Overdue(lane);
        }
    }

    private async Task<bool> IsOverdueAsync(Task result, string lane, CancellationToken cancellationToken)
    {
        var sent = time.GetTimestamp();
        while (true)
        {
            var quietSince = lastSignOfLife.TryGetValue(lane, out var last) ? Math.Max(sent, last) : sent;
            var patience = retryAfter - time.GetElapsedTime(quietSince);
            if (patience <= TimeSpan.Zero) return !result.IsCompleted;
            using var stopWaiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(result, Task.Delay(patience, time, stopWaiting.Token));
            await stopWaiting.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            if (result.IsCompleted) return false;
        }
    }
}

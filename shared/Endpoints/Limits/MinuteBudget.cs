namespace ArenaLearning.Endpoints.Limits;

/// <summary>
/// So much in any minute, whoever asks, in order of arrival. What is taken is an estimate; it is settled when the true
/// amount is known. An amount larger than the limit is let through alone.
/// </summary>
internal sealed class MinuteBudget(int limit, TimeProvider time) : IDisposable
{
    private readonly Lock sync = new();
    private readonly SemaphoreSlim turn = new(1);
    private readonly Queue<Share> taken = new();
    private TaskCompletionSource settled = NewSignal();
    private long used;

    public async Task<Share> TakeAsync(int amount, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                TimeSpan wait;
                Task change;
                lock (sync)
                {
                    while (taken.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) >= MinuteRoom.Window)
                    {
                        used -= taken.Dequeue().Amount;
                        oldest.Left = true;
                    }
                    if (taken.Count == 0 || used + amount <= limit)
                    {
                        var share = new Share(time.GetTimestamp(), amount);
                        taken.Enqueue(share);
                        used += amount;
                        return share;
                    }
                    wait = MinuteRoom.Window - time.GetElapsedTime(taken.Peek().At);
                    change = settled.Task;
                }
                using var stopWaiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                await Task.WhenAny(change, Task.Delay(wait, time, stopWaiting.Token));
                await stopWaiting.CancelAsync();
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Replaces the estimate by what it came to.</summary>
    public void Settle(Share share, int amount)
    {
        lock (sync)
        {
            if (share.Left) return;
            used += amount - share.Amount;
            share.Amount = amount;
            settled.TrySetResult();
            settled = NewSignal();
        }
    }

    public void Dispose() => turn.Dispose();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What one request took.</summary>
    internal sealed class Share(long at, int amount)
    {
        public long At { get; } = at;
        public int Amount { get; set; } = amount;
        public bool Left { get; set; }
    }
}

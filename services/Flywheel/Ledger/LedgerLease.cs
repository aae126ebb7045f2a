using ArenaLearning.Monitoring.Metrics;

namespace ArenaLearning.Flywheel.Ledger;

/// <summary>
/// The right to drive a campaign. A store grants it to one at a time and may lose it, say because a lock was taken away or a heartbeat
/// failed. Who lost it stops at once, for another may be at work.
/// </summary>
public sealed class LedgerLease : IDisposable
{
    private readonly CancellationTokenSource lost = new();
    private string? reason;

    public LedgerLease() => Lost = lost.Token;

    /// <summary>Cancelled when the lease is lost.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Why it was lost; null while it holds.</summary>
    public string? Reason => Volatile.Read(ref reason);

    /// <summary>For the store: the lease no longer holds. The first reason stays.</summary>
    public void Lose(string why)
    {
        if (Interlocked.CompareExchange(ref reason, why, null) is not null) return;
        FlywheelMetrics.LeaseLost();
        try
        {
            // Those who stop at it do so elsewhere: whoever noticed the loss may hold the ledger's one connection.
            _ = lost.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The ledger was closed meanwhile, and nobody works any more.
        }
    }

    /// <exception cref="LeaseLostException">The lease was lost.</exception>
    public void Require()
    {
        if (Reason is { } why) throw new LeaseLostException(why);
    }

    public void Dispose() => lost.Dispose();
}

using ArenaLearning.Postgres;
using Medallion.Threading.Postgres;
using Npgsql;

namespace ArenaLearning.Flywheel.Ledger.Postgres;

/// <summary>
/// A lock of the server's that lasts as long as a connection. The process says something on the connection several times in a lease: a server that
/// hears nothing for a whole one gives the lock to others, and a process that gets no answer takes it for lost before that.
/// </summary>
internal sealed class CampaignLock : IAsyncDisposable
{
    private const int WordsInLease = 6;

    private readonly NpgsqlConnection connection;
    private readonly PostgresDistributedLockHandle held;
    private readonly CancellationTokenSource ended = new();
    private readonly CancellationTokenSource lost = new();
    private readonly Task watching;

    private CampaignLock(NpgsqlConnection connection, PostgresDistributedLockHandle held, TimeSpan lease)
    {
        (this.connection, this.held, Lost) = (connection, held, lost.Token);
        watching = WatchAsync(lease);
    }

    /// <summary>Cancelled when the lock is lost.</summary>
    public CancellationToken Lost { get; }

    /// <returns>Null where another has it.</returns>
    /// <exception cref="NpgsqlException">The server cannot be asked.</exception>
    public static async Task<CampaignLock?> TryAcquireAsync(
        PostgresAddress address, PostgresAdvisoryLockKey key, TimeSpan lease, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(address.Holding(lease));
        try
        {
            await connection.OpenAsync(cancellationToken);
            if (await new PostgresDistributedLock(key, connection).TryAcquireAsync(TimeSpan.Zero, cancellationToken) is { } held)
                return new(connection, held, lease);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        await connection.DisposeAsync();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await watching;
        try
        {
            await held.DisposeAsync();
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone, and the lock with it.
        }
        await connection.DisposeAsync();
        ended.Dispose();
        lost.Dispose();
    }

    private async Task WatchAsync(TimeSpan lease)
    {
        try
        {
            while (true)
            {
                // Notices at once where the server ends the connection, which says nothing else here.
                await connection.WaitAsync(lease / WordsInLease, ended.Token);
                await using var word = new NpgsqlCommand("SELECT 1", connection);
                word.CommandTimeout = Math.Max(1, (int)(lease / 3).TotalSeconds);
                await word.ExecuteScalarAsync(ended.Token);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            // Those who stop at it may wait for what disposes of this.
            _ = lost.CancelAsync();
        }
    }
}

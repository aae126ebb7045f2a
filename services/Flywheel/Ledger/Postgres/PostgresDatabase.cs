using Npgsql;

namespace ArenaLearning.Flywheel.Ledger.Postgres;

/// <summary>Work on pooled connections to the database. Safe for use by many at once.</summary>
/// <param name="where">The database, for a person.</param>
internal sealed class PostgresDatabase(NpgsqlDataSource source, string where)
{
    /// <summary>A connection of the pool may have died unnoticed: then the work is done again, on a new one.</summary>
    private const int Attempts = 2;

    /// <exception cref="LedgerException">The database cannot be read.</exception>
    public async Task<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> workAsync, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancellationToken);
                return await workAsync(connection, cancellationToken);
            }
            catch (Exception e) when (PostgresFailure.Is(e))
            {
                if (attempt >= Attempts || !PostgresFailure.MayPass(e)) throw PostgresFailure.Told(e, where);
            }
    }

    /// <summary>Writes as a whole or not at all. Work whose end was not asked for has not been done, and may be done again.</summary>
    /// <exception cref="LedgerException">The database cannot be written.</exception>
    public async Task<T> WriteAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> workAsync, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var committing = false;
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancellationToken);
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                var result = await workAsync(connection, cancellationToken);
                committing = true;
                await transaction.CommitAsync(cancellationToken);
                return result;
            }
            catch (Exception e) when (PostgresFailure.Is(e))
            {
                if (committing || attempt >= Attempts || !PostgresFailure.MayPass(e)) throw PostgresFailure.Told(e, where);
            }
        }
    }
}

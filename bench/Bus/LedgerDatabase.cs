using ArenaLearning.Postgres;
using Npgsql;

namespace ArenaLearning.Bench.Bus;

/// <summary>What the ledger weighs.</summary>
internal static class LedgerDatabase
{
    /// <param name="address">Value of <c>ARENA_LEDGER</c>.</param>
    /// <returns>Rows of answers and verdicts, and bytes of the whole database on disk.</returns>
    public static async Task<(long Units, long Bytes)> SizeAsync(string address)
    {
        await using var connection = new NpgsqlConnection(PostgresAddress.Parse(address).Pooled);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT (SELECT count(*) FROM responses) + (SELECT count(*) FROM verdicts), pg_database_size(current_database())", connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}

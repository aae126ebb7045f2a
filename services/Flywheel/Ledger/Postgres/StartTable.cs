using Npgsql;

namespace ArenaLearning.Flywheel.Ledger.Postgres;

/// <summary>The table <c>starts</c>.</summary>
internal static class StartTable
{
    public static Task<int> KeepAsync(NpgsqlConnection sql, string campaign, string command, CancellationToken cancellationToken) => sql.RunAsync("""
        INSERT INTO starts (id, command) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET command = excluded.command, ended = false
        """, cancellationToken, campaign, command);

    /// <returns>Campaigns that have not ended, with their commands, in the order of their ids.</returns>
    public static Task<List<(string Campaign, string Command)>> WaitingAsync(NpgsqlConnection sql, CancellationToken cancellationToken) =>
        sql.RowsAsync("SELECT id, command FROM starts WHERE NOT ended ORDER BY id", row => (row.GetString(0), row.Text(1)), cancellationToken);

    public static Task<int> EndAsync(NpgsqlConnection sql, string campaign, CancellationToken cancellationToken) =>
        sql.RunAsync("UPDATE starts SET ended = true WHERE id = $1", cancellationToken, campaign);
}

using Npgsql;

namespace ArenaLearning.Flywheel.Ledger.Postgres;

/// <summary>The table <c>starts</c>.</summary>
internal static class StartTable
{
    private const string Running = nameof(CampaignState.Running), Paused = nameof(CampaignState.Paused), Cancelled = nameof(CampaignState.Cancelled),
        Failed = nameof(CampaignState.Failed);

    private const string Columns = "SELECT id, command, state, failure, asked_at, changed_at, budget_usd, budget_tokens, window_units FROM starts";

    /// <returns>Its state, as it then is.</returns>
    public static async Task<CampaignState> KeepAsync(NpgsqlConnection sql, string campaign, string command, CancellationToken cancellationToken) =>
        (await sql.RowsAsync($"""
            INSERT INTO starts (id, command, state) VALUES ($1, $2, '{Running}') ON CONFLICT (id) DO UPDATE SET command = excluded.command,
                state = CASE WHEN starts.state IN ('{Paused}', '{Cancelled}') THEN starts.state ELSE '{Running}' END,
                failure = CASE WHEN starts.state IN ('{Paused}', '{Cancelled}') THEN starts.failure ELSE NULL END,
                changed_at = CASE WHEN starts.state IN ('{Paused}', '{Cancelled}', '{Running}') THEN starts.changed_at ELSE now() END
            RETURNING state
            """, row => Enum.Parse<CampaignState>(row.GetString(0)), cancellationToken, campaign, command)).Single();

    public static Task<int> AddAsync(NpgsqlConnection sql, string campaign, string command, CancellationToken cancellationToken) => sql.RunAsync(
        $"INSERT INTO starts (id, command, state) VALUES ($1, $2, '{Running}') ON CONFLICT DO NOTHING", cancellationToken, campaign, command);

    public static async Task<StartRow?> FindAsync(NpgsqlConnection sql, string campaign, CancellationToken cancellationToken) =>
        (await sql.RowsAsync($"{Columns} WHERE id = $1", Read, cancellationToken, campaign)).SingleOrDefault();

    /// <returns>In the order of their ids.</returns>
    public static Task<List<StartRow>> ListAsync(NpgsqlConnection sql, string after, int count, CampaignState? state, CancellationToken cancellationToken) =>
        sql.RowsAsync(
            $"{Columns} WHERE id > $1 AND ($3 = '' OR state = $3) ORDER BY id LIMIT $2", Read, cancellationToken, after, count, state?.ToString() ?? "");

    /// <returns>Campaigns that are to run, with their commands, in the order of their ids.</returns>
    public static Task<List<(string Campaign, string Command)>> WaitingAsync(NpgsqlConnection sql, CancellationToken cancellationToken) => sql.RowsAsync(
        $"SELECT id, command FROM starts WHERE state = '{Running}' ORDER BY id", row => (row.GetString(0), row.Text(1)), cancellationToken);

    public static Task<List<string>> StoppedAsync(NpgsqlConnection sql, string[] campaigns, CancellationToken cancellationToken) => sql.RowsAsync(
        $"SELECT id FROM starts WHERE id = ANY($1) AND state IN ('{Paused}', '{Cancelled}', '{Failed}')",
        row => row.GetString(0), cancellationToken, (object)campaigns);

    public static Task<int> ChangeAsync(
        NpgsqlConnection sql, string campaign, string[] from, CampaignState to, string? failure, CancellationToken cancellationToken) => sql.RunAsync(
        "UPDATE starts SET state = $3, failure = $4, changed_at = now() WHERE id = $1 AND state = ANY($2)",
        cancellationToken, campaign, from, to.ToString(), failure);

    /// <param name="asInFile">What is null is null then, and not what it was.</param>
    public static Task<int> ChangeLimitsAsync(
        NpgsqlConnection sql, string campaign, CampaignLimits limits, bool asInFile, CancellationToken cancellationToken) => sql.RunAsync("""
        UPDATE starts SET budget_usd = CASE WHEN $5 THEN $2::numeric ELSE COALESCE($2::numeric, budget_usd) END,
            budget_tokens = CASE WHEN $5 THEN $3::bigint ELSE COALESCE($3::bigint, budget_tokens) END,
            window_units = CASE WHEN $5 THEN $4::integer ELSE COALESCE($4::integer, window_units) END
        WHERE id = $1
        """, cancellationToken, campaign, limits.BudgetUsd, limits.BudgetTokens, limits.Window, asInFile);

    public static Task<List<(string Campaign, CampaignLimits Limits)>> LimitsAsync(
        NpgsqlConnection sql, string[] campaigns, CancellationToken cancellationToken) => sql.RowsAsync(
        "SELECT id, budget_usd, budget_tokens, window_units FROM starts WHERE id = ANY($1)",
        row => (row.GetString(0), ReadLimits(row, 1)), cancellationToken, (object)campaigns);

    private static CampaignLimits ReadLimits(NpgsqlDataReader row, int from) =>
        new(row.OrNull<decimal>(from), row.OrNull<long>(from + 1), row.OrNull<int>(from + 2));

    private static StartRow Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.Text(1), Enum.Parse<CampaignState>(row.GetString(2)), row.TextOrNull(3),
        row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset>(5), ReadLimits(row, 6));
}

/// <summary>A row of it.</summary>
/// <param name="Command">As JSON.</param>
internal sealed record StartRow(
    string Campaign, string Command, CampaignState State, string? Failure, DateTimeOffset AskedAt, DateTimeOffset ChangedAt, CampaignLimits Limits);

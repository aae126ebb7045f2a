using Npgsql;

namespace ArenaLearning.Flywheel.Ledger.Postgres;

/// <summary>The table <c>steps</c>.</summary>
internal static class StepTable
{
    /// <returns>The ordinal of the step that is next to be recorded: the one that is being worked on.</returns>
    public static async Task<long> NextAsync(NpgsqlConnection sql, int campaign, CancellationToken cancellationToken) =>
        (await sql.RowsAsync("SELECT COALESCE(MAX(ordinal), 0) + 1 FROM steps WHERE campaign = $1", row => row.GetInt64(0), cancellationToken, campaign))
        .Single();

    public static async Task<RecordedStep?> FindAsync(NpgsqlConnection sql, int campaign, string key, CancellationToken cancellationToken) =>
        (await sql.RowsAsync("SELECT key, version, output FROM steps WHERE campaign = $1 AND key = $2",
            row => new RecordedStep(row.GetString(0), row.GetInt32(1), row.Text(2)), cancellationToken, campaign, key)).SingleOrDefault();

    /// <returns>Keys and versions in the order in which they were recorded.</returns>
    public static Task<List<(string Key, int Version)>> AllAsync(NpgsqlConnection sql, int campaign, CancellationToken cancellationToken) =>
        sql.RowsAsync("SELECT key, version FROM steps WHERE campaign = $1 ORDER BY ordinal",
            row => (row.GetString(0), row.GetInt32(1)), cancellationToken, campaign);

    public static Task<int> InsertAsync(NpgsqlConnection sql, int campaign, RecordedStep step, CancellationToken cancellationToken) => sql.RunAsync("""
        INSERT INTO steps (campaign, key, ordinal, version, output)
        SELECT $1, $2, COALESCE(MAX(ordinal), 0) + 1, $3, $4 FROM steps WHERE campaign = $1
        """, cancellationToken, campaign, step.Key, step.Version, step.Output);

    public static Task<int> ForgetAsync(NpgsqlConnection sql, int campaign, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        sql.RunAsync("DELETE FROM steps WHERE campaign = $1 AND key = ANY ($2)", cancellationToken, campaign, keys.ToArray());

    /// <summary>
    /// Forgets what was given up, the steps recorded since the first of it, and what was recorded after the first of those steps: that
    /// may rest on them. What was recorded before, while that step was being worked on, cannot, and stays.
    /// </summary>
    public static async Task<ForgottenWork> ForgetFailedAsync(NpgsqlConnection sql, int campaign, CancellationToken cancellationToken)
    {
        var (failed, first) = (await sql.RowsAsync("SELECT COUNT(*), COALESCE(MIN(step), 0) FROM attempts WHERE campaign = $1 AND given_up",
            row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken, campaign)).Single();
        if (failed == 0) return new(0, [], 0);
        var keys = await sql.RowsAsync("SELECT key FROM steps WHERE campaign = $1 AND ordinal >= $2 ORDER BY ordinal",
            row => row.GetString(0), cancellationToken, campaign, first);
        await ForgetAsync(sql, campaign, keys, cancellationToken);
        await sql.RunAsync("DELETE FROM attempts WHERE campaign = $1 AND (given_up OR step > $2)", cancellationToken, campaign, first);
        var results = await sql.RunAsync("DELETE FROM responses WHERE campaign = $1 AND step > $2", cancellationToken, campaign, first)
            + await sql.RunAsync("DELETE FROM verdicts WHERE campaign = $1 AND step > $2", cancellationToken, campaign, first);
        return new(failed, keys, results);
    }
}

namespace ArenaLearning.Flywheel.Ledger.Sqlite;

/// <summary>The rows of <c>steps</c>.</summary>
internal static class StepRows
{
    /// <returns>The ordinal of the step that is next to be recorded: the one that is being worked on.</returns>
    public static long Next(PreparedSql sql, long campaign) =>
        sql.Number("SELECT COALESCE(MAX(ordinal), 0) + 1 FROM steps WHERE campaign = $0", campaign);

    public static RecordedStep? Find(PreparedSql sql, long campaign, string key) => sql.Rows(
        "SELECT key, version, output FROM steps WHERE campaign = $0 AND key = $1",
        row => new RecordedStep(row.GetString(0), row.GetInt32(1), row.GetString(2)), campaign, key).SingleOrDefault();

    /// <returns>Keys and versions in the order in which they were recorded.</returns>
    public static List<(string Key, int Version)> All(PreparedSql sql, long campaign) => sql.Rows(
        "SELECT key, version FROM steps WHERE campaign = $0 ORDER BY ordinal", row => (row.GetString(0), row.GetInt32(1)), campaign);

    public static int Insert(PreparedSql sql, long campaign, RecordedStep step) => sql.Run(
        "INSERT INTO steps (campaign, key, ordinal, version, output) VALUES ($0, $1, $2, $3, $4)",
        campaign, step.Key, Next(sql, campaign), step.Version, step.Output);

    public static int Forget(PreparedSql sql, long campaign, IReadOnlyList<string> keys) =>
        keys.Sum(key => sql.Run("DELETE FROM steps WHERE campaign = $0 AND key = $1", campaign, key));

    /// <summary>
    /// Forgets what was given up, the steps recorded since the first of it, and what was recorded after the first of those steps: that
    /// may rest on them. What was recorded before, while that step was being worked on, cannot, and stays.
    /// </summary>
    public static ForgottenWork ForgetFailed(PreparedSql sql, long campaign)
    {
        var failed = sql.Number("SELECT COUNT(*) FROM attempts WHERE campaign = $0 AND given_up", campaign);
        if (failed == 0) return new(0, [], 0);
        var first = sql.Number("SELECT MIN(step) FROM attempts WHERE campaign = $0 AND given_up", campaign);
        var keys = sql.Rows("SELECT key FROM steps WHERE campaign = $0 AND ordinal >= $1 ORDER BY ordinal", row => row.GetString(0), campaign, first);
        Forget(sql, campaign, keys);
        sql.Run("DELETE FROM attempts WHERE campaign = $0 AND (given_up OR step > $1)", campaign, first);
        var results = sql.Run("DELETE FROM responses WHERE campaign = $0 AND step > $1", campaign, first)
            + sql.Run("DELETE FROM verdicts WHERE campaign = $0 AND step > $1", campaign, first);
        return new(failed, keys, results);
    }
}

using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Ledger.Sqlite;

/// <summary>Rows of <c>training</c>.</summary>
internal static class TrainingLeaseRows
{
    public static TrainingState NextLease(PreparedSql sql, long campaign, string jobId)
    {
        sql.Run(
            "INSERT INTO training (campaign, job_id, lease) VALUES ($0, $1, 1) ON CONFLICT (campaign, job_id) DO UPDATE SET lease = lease + 1",
            campaign, jobId);
        return sql.Rows(
            "SELECT lease, step, state_uri, state_sha256 FROM training WHERE campaign = $0 AND job_id = $1",
            row => new TrainingState(
                row.GetInt32(0), row.IsDBNull(1) ? null : new SavedTraining(row.GetInt32(1), new(row.GetString(2), row.GetString(3)))),
            campaign, jobId).Single();
    }

    public static int Save(PreparedSql sql, long campaign, string jobId, SavedTraining saved) => sql.Run(
        "UPDATE training SET step = $2, state_uri = $3, state_sha256 = $4 WHERE campaign = $0 AND job_id = $1",
        campaign, jobId, saved.Step, saved.State.Uri, saved.State.Sha256);

    public static int Forget(PreparedSql sql, long campaign, string jobId) =>
        sql.Run("DELETE FROM training WHERE campaign = $0 AND job_id = $1", campaign, jobId);
}

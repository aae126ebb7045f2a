using ArenaLearning.Contracts.Messages;
using Npgsql;

namespace ArenaLearning.Flywheel.Ledger.Postgres;

/// <summary>The table <c>training</c>.</summary>
internal static class TrainingTable
{
    public static async Task<TrainingState> NextLeaseAsync(NpgsqlConnection sql, int campaign, string jobId, CancellationToken cancellationToken) =>
        (await sql.RowsAsync("""
            INSERT INTO training AS job (campaign, job_id, lease) VALUES ($1, $2, 1)
            ON CONFLICT (campaign, job_id) DO UPDATE SET lease = job.lease + 1
            RETURNING lease, step, state_uri, state_sha256
            """, row => new TrainingState(
                row.GetInt32(0), row.OrNull<int>(1) is { } step ? new SavedTraining(step, new(row.GetString(2), row.GetString(3))) : null),
            cancellationToken, campaign, jobId)).Single();

    public static Task<int> SaveAsync(
        NpgsqlConnection sql, int campaign, string jobId, SavedTraining saved, CancellationToken cancellationToken) => sql.RunAsync(
        "UPDATE training SET step = $3, state_uri = $4, state_sha256 = $5 WHERE campaign = $1 AND job_id = $2", cancellationToken,
        campaign, jobId, saved.Step, saved.State.Uri, saved.State.Sha256);

    public static Task<int> ForgetAsync(NpgsqlConnection sql, int campaign, string jobId, CancellationToken cancellationToken) =>
        sql.RunAsync("DELETE FROM training WHERE campaign = $1 AND job_id = $2", cancellationToken, campaign, jobId);
}

using ArenaLearning.Contracts.Messages;
using Npgsql;

namespace ArenaLearning.Flywheel.Ledger.Postgres;

/// <summary>The table <c>attempts</c>: units that failed at least once.</summary>
internal static class AttemptTable
{
    public const string Name = "attempts";

    /// <summary>Records that units failed, but for those whose result is there.</summary>
    public static Task<int> UpsertAsync(
        NpgsqlConnection sql, RecordingPlace place, string kind, FailedUnit unit, IReadOnlyDictionary<string, UnitFailure> failures,
        CancellationToken cancellationToken) => sql.RunAsync($"""
            INSERT INTO attempts (campaign, chunk_id, step, kind, attempts, given_up, unit_id, reason, failure_class, failed_replies)
            SELECT $1, $2, $3, $4, $5, $6, new.* FROM unnest($7::text[], $8::text[], $9::text[], $10::text[]) AS new (unit_id)
            WHERE NOT EXISTS (SELECT FROM {(kind == Chunk.Verdicts ? VerdictTable.Name : ResponseTable.Name)} done
                WHERE done.campaign = $1 AND done.chunk_id = $2 AND done.unit_id = new.unit_id)
            ON CONFLICT (campaign, chunk_id, unit_id) DO UPDATE SET step = excluded.step, attempts = excluded.attempts, reason = excluded.reason,
                given_up = excluded.given_up, failure_class = excluded.failure_class, failed_replies = excluded.failed_replies
            """, cancellationToken, place.Campaign, place.ChunkId, place.Step, kind, unit.Attempts, unit.GivenUp,
            failures.Keys.ToArray(), failures.Values.Select(failure => failure.Reason).ToArray(),
            failures.Values.Select(failure => failure.Class).ToArray(),
            failures.Values.Select(failure => LedgerJson.Write(failure.Replies)).ToArray());

    public static async Task<Dictionary<string, FailedUnit>> OfAsync(
        NpgsqlConnection sql, int campaign, string chunkId, CancellationToken cancellationToken) =>
        (await sql.RowsAsync("SELECT unit_id, attempts, given_up FROM attempts WHERE campaign = $1 AND chunk_id = $2 ORDER BY unit_id",
            row => (Unit: row.GetString(0), Failed: new FailedUnit(row.GetInt32(1), row.GetBoolean(2))), cancellationToken, campaign, chunkId))
        .ToDictionary(row => row.Unit, row => row.Failed);

    public static async Task<Dictionary<string, UnitFailure>> GivenUpAsync(
        NpgsqlConnection sql, int campaign, string chunkId, CancellationToken cancellationToken) => (await sql.RowsAsync("""
            SELECT unit_id, reason, failure_class, failed_replies FROM attempts
            WHERE campaign = $1 AND chunk_id = $2 AND given_up ORDER BY unit_id
            """, row => (Unit: row.GetString(0), Failure: new UnitFailure(row.Text(1), row.TextOrNull(2), row.Json<JudgeReply[]>(3) ?? [])),
            cancellationToken, campaign, chunkId)).ToDictionary(row => row.Unit, row => row.Failure);

    /// <returns>Units given up, grouped by reason, most first.</returns>
    public static Task<List<LedgerFailure>> ReasonsAsync(NpgsqlConnection sql, int campaign, CancellationToken cancellationToken) => sql.RowsAsync("""
        SELECT kind, reason, COUNT(*) FROM attempts WHERE campaign = $1 AND given_up GROUP BY kind, reason ORDER BY COUNT(*) DESC, kind, reason
        """, row => new LedgerFailure(row.GetString(0), row.Text(1), row.GetInt64(2)), cancellationToken, campaign);
}

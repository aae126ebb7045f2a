using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Ledger.Sqlite;

/// <summary>The rows of <c>attempts</c>: units that failed at least once.</summary>
internal static class AttemptRows
{
    public static int Upsert(PreparedSql sql, UnitPlace place, string unitId, string kind, FailedUnit unit, UnitFailure failure) => sql.Run("""
        INSERT INTO attempts (campaign, chunk_id, unit_id, step, kind, attempts, reason, given_up, failure_class, failed_replies)
        VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (campaign, chunk_id, unit_id) DO UPDATE SET step = excluded.step, attempts = excluded.attempts, reason = excluded.reason,
            given_up = excluded.given_up, failure_class = excluded.failure_class, failed_replies = excluded.failed_replies
        """, place.Campaign, place.ChunkId, unitId, place.Step, kind, unit.Attempts, failure.Reason, unit.GivenUp, failure.Class,
        LedgerJson.Write(failure.Replies));

    public static Dictionary<string, FailedUnit> Of(PreparedSql sql, long campaign, string chunkId) => sql.Rows(
        "SELECT unit_id, attempts, given_up FROM attempts WHERE campaign = $0 AND chunk_id = $1",
        row => (Unit: row.GetString(0), Failed: new FailedUnit(row.GetInt32(1), row.GetBoolean(2))), campaign, chunkId)
        .ToDictionary(row => row.Unit, row => row.Failed);

    public static Dictionary<string, UnitFailure> GivenUp(PreparedSql sql, long campaign, string chunkId) => sql.Rows(
        "SELECT unit_id, reason, failure_class, failed_replies FROM attempts WHERE campaign = $0 AND chunk_id = $1 AND given_up",
        row => (Unit: row.GetString(0), Failure: new UnitFailure(row.GetString(1), row.TextOrNull(2), row.Json<JudgeReply[]>(3) ?? [])),
        campaign, chunkId).ToDictionary(row => row.Unit, row => row.Failure);

    /// <returns>Units given up, grouped by reason, most first.</returns>
    public static List<LedgerFailure> Reasons(PreparedSql sql, long campaign) => sql.Rows("""
        SELECT kind, reason, COUNT(*) FROM attempts WHERE campaign = $0 AND given_up GROUP BY kind, reason ORDER BY COUNT(*) DESC, kind, reason
        """, row => new LedgerFailure(row.GetString(0), row.GetString(1), row.GetInt64(2)), campaign);
}

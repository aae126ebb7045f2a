using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Ledger.Sqlite;

/// <summary>The rows of <c>responses</c>.</summary>
internal static class ResponseRows
{
    /// <returns>Rows that are new: 0 where the unit has its response.</returns>
    public static int Insert(PreparedSql sql, UnitPlace place, ResponseResult r) => sql.Run("""
        INSERT INTO responses (campaign, chunk_id, unit_id, step, text, prompt_tokens, response_tokens, latency_seconds, finish_reason,
            from_cache, cost_usd, model, fingerprint)
        VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING
        """, place.Campaign, place.ChunkId, r.UnitId, place.Step, r.Text, r.PromptTokens, r.ResponseTokens, r.LatencySeconds, r.FinishReason,
        r.FromCache, (double)r.CostUsd, r.Model, r.Fingerprint);

    public static Dictionary<string, string> Texts(PreparedSql sql, long campaign, string chunkId) => sql.Rows(
        "SELECT unit_id, text FROM responses WHERE campaign = $0 AND chunk_id = $1",
        row => (Unit: row.GetString(0), Text: row.GetString(1)), campaign, chunkId).ToDictionary(row => row.Unit, row => row.Text);

    /// <returns>Responses that their token limit cut off.</returns>
    public static long Cut(PreparedSql sql, long campaign, string chunkId) => sql.Number(
        "SELECT COUNT(*) FROM responses WHERE campaign = $0 AND chunk_id = $1 AND finish_reason = 'length'", campaign, chunkId);
}

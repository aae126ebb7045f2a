using ArenaLearning.Contracts.Messages;
using Npgsql;

namespace ArenaLearning.Flywheel.Ledger.Postgres;

/// <summary>The table <c>responses</c>.</summary>
internal static class ResponseTable
{
    public const string Name = "responses";

    /// <returns>Rows that are new: none for a unit that has its response, or was given up.</returns>
    public static Task<int> InsertAsync(NpgsqlConnection sql, RecordingPlace place, ResponseResult[] results, CancellationToken cancellationToken) =>
        sql.RunAsync("""
            INSERT INTO responses (campaign, chunk_id, step, unit_id, text, prompt_tokens, response_tokens, latency_seconds, finish_reason,
                from_cache, cost_usd, model, fingerprint)
            SELECT $1, $2, $3, new.* FROM unnest($4::text[], $5::text[], $6::int[], $7::int[], $8::float8[], $9::text[],
                $10::bool[], $11::numeric[], $12::text[], $13::text[]) AS new (unit_id)
            WHERE NOT EXISTS (SELECT FROM attempts a WHERE a.campaign = $1 AND a.chunk_id = $2 AND a.unit_id = new.unit_id AND a.given_up)
            ON CONFLICT DO NOTHING
            """, cancellationToken, place.Campaign, place.ChunkId, place.Step,
            Array.ConvertAll(results, r => r.UnitId), Array.ConvertAll(results, r => r.Text),
            Array.ConvertAll(results, r => r.PromptTokens), Array.ConvertAll(results, r => r.ResponseTokens),
            Array.ConvertAll(results, r => r.LatencySeconds), Array.ConvertAll(results, r => r.FinishReason),
            Array.ConvertAll(results, r => r.FromCache), Array.ConvertAll(results, r => r.CostUsd),
            Array.ConvertAll(results, r => r.Model), Array.ConvertAll(results, r => r.Fingerprint));

    public static async Task<Dictionary<string, string>> TextsAsync(
        NpgsqlConnection sql, int campaign, string chunkId, CancellationToken cancellationToken) =>
        (await sql.RowsAsync("SELECT unit_id, text FROM responses WHERE campaign = $1 AND chunk_id = $2 ORDER BY unit_id",
            row => (Unit: row.GetString(0), Text: row.Text(1)), cancellationToken, campaign, chunkId)).ToDictionary(row => row.Unit, row => row.Text);

    /// <returns>Responses that their token limit cut off.</returns>
    public static async Task<int> CutAsync(NpgsqlConnection sql, int campaign, string chunkId, CancellationToken cancellationToken) =>
        (await sql.RowsAsync("SELECT COUNT(*)::int FROM responses WHERE campaign = $1 AND chunk_id = $2 AND finish_reason = 'length'",
            row => row.GetInt32(0), cancellationToken, campaign, chunkId)).Single();
}

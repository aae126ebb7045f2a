using Npgsql;

namespace ArenaLearning.Flywheel.Ledger.Postgres;

/// <summary>The table <c>spend</c>.</summary>
internal static class SpendTable
{
    /// <returns>What is new: a copy of a reply costs nothing.</returns>
    public static async Task<List<EndpointSpend>> InsertAsync(NpgsqlConnection sql, int campaign, PaidSpend paid, CancellationToken cancellationToken)
    {
        if (paid.Parts.Count == 0) return [];
        var added = await sql.RowsAsync("""
            INSERT INTO spend (campaign, reply_id, endpoint, requests, prompt_tokens, response_tokens, cost_usd)
            SELECT $1, $2, new.* FROM unnest($3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::numeric[]) AS new
            ON CONFLICT DO NOTHING RETURNING endpoint
            """, row => row.GetString(0), cancellationToken, campaign, paid.ReplyId,
            paid.Parts.Select(part => part.Endpoint).ToArray(), paid.Parts.Select(part => part.Requests).ToArray(),
            paid.Parts.Select(part => part.PromptTokens).ToArray(), paid.Parts.Select(part => part.ResponseTokens).ToArray(),
            paid.Parts.Select(part => part.CostUsd).ToArray());
        return [.. paid.Parts.Where(part => added.Contains(part.Endpoint))];
    }

    /// <returns>What was paid, by endpoint, in the order of their names.</returns>
    public static Task<List<EndpointSpend>> ByEndpointAsync(NpgsqlConnection sql, int campaign, CancellationToken cancellationToken) => sql.RowsAsync("""
        SELECT endpoint, SUM(requests)::bigint, SUM(prompt_tokens)::bigint, SUM(response_tokens)::bigint, SUM(cost_usd)
        FROM spend WHERE campaign = $1 GROUP BY endpoint ORDER BY endpoint
        """, row => new EndpointSpend(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetDecimal(4)),
        cancellationToken, campaign);
}

namespace ArenaLearning.Flywheel.Ledger.Sqlite;

/// <summary>The rows of <c>spend</c>.</summary>
internal static class SpendRows
{
    /// <returns>What is new: a copy of a reply costs nothing.</returns>
    public static List<EndpointSpend> Insert(PreparedSql sql, long campaign, PaidSpend paid) => [.. paid.Parts.Where(part => sql.Run("""
        INSERT INTO spend (campaign, reply_id, endpoint, requests, prompt_tokens, response_tokens, cost_usd) VALUES ($0, $1, $2, $3, $4, $5, $6)
        ON CONFLICT DO NOTHING
        """, campaign, paid.ReplyId, part.Endpoint, part.Requests, part.PromptTokens, part.ResponseTokens, (double)part.CostUsd) == 1)];

    /// <returns>What was paid, by endpoint, in the order of their names.</returns>
    public static List<EndpointSpend> ByEndpoint(PreparedSql sql, long campaign) => [.. sql.Rows(
        "SELECT endpoint, requests, prompt_tokens, response_tokens, cost_usd FROM spend WHERE campaign = $0",
        row => new EndpointSpend(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), (decimal)row.GetDouble(4)), campaign)
        .GroupBy(part => part.Endpoint, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => new EndpointSpend(
            group.Key, group.Sum(s => s.Requests), group.Sum(s => s.PromptTokens), group.Sum(s => s.ResponseTokens), group.Sum(s => s.CostUsd)))];
}

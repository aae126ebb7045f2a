using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Ledger.Sqlite;

/// <summary>What a reply of a worker brings into the tables, in one transaction.</summary>
internal static class ResultRows
{
    /// <returns>What was paid and new.</returns>
    public static List<EndpointSpend> Insert(PreparedSql sql, long campaign, string chunkId, IReadOnlyList<ResponseResult> responses, PaidSpend paid) =>
        Insert(sql, new(campaign, chunkId, StepRows.Next(sql, campaign)), paid,
            responses.Where(r => r.Failure is null), r => r.UnitId, ResponseRows.Insert);

    /// <returns>What was paid and new.</returns>
    public static List<EndpointSpend> Insert(PreparedSql sql, long campaign, string chunkId, IReadOnlyList<VerdictResult> verdicts, PaidSpend paid) =>
        Insert(sql, new(campaign, chunkId, StepRows.Next(sql, campaign)), paid,
            verdicts.Where(v => v.Failure is null), v => v.UnitId, VerdictRows.Insert);

    private static List<EndpointSpend> Insert<T>(
        PreparedSql sql, UnitPlace place, PaidSpend paid, IEnumerable<T> results, Func<T, string> idOf, Func<PreparedSql, UnitPlace, T, int> insert)
    {
        // What was given up stays so: the steps that followed did without it.
        var failed = AttemptRows.Of(sql, place.Campaign, place.ChunkId);
        var dropped = results.Count(result => failed.GetValueOrDefault(idOf(result)).GivenUp || insert(sql, place, result) == 0);
        if (dropped > 0) CampaignRows.AddDuplicates(sql, place.Campaign, dropped);
        return SpendRows.Insert(sql, place.Campaign, paid);
    }
}

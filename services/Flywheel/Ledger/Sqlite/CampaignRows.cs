namespace ArenaLearning.Flywheel.Ledger.Sqlite;

/// <summary>The rows of <c>campaigns</c>.</summary>
internal static class CampaignRows
{
    /// <summary>Grants a lease on the campaign, which is entered where it is new.</summary>
    /// <param name="exclusive">Whether the database is that of one output folder, which holds one campaign.</param>
    /// <returns>The campaign's number, and that of the lease.</returns>
    /// <exception cref="LedgerRefusedException">It is another campaign's.</exception>
    public static (long Campaign, long Lease) Grant(PreparedSql sql, CampaignIdentity identity, string folder, bool exclusive)
    {
        foreach (var (id, spec, seed) in sql.Rows(
            "SELECT id, spec_hash, seed FROM campaigns", row => (Id: row.GetString(0), Spec: row.GetString(1), Seed: row.GetInt64(2))))
        {
            if (!exclusive && id != identity.Id) continue;
            if (spec != identity.SpecHash || seed != identity.Seed)
                throw new LedgerRefusedException(
                    $"{folder} holds another campaign: its settings (seed {seed}, spec {spec[..12]}) are not "
                    + $"those asked for now (seed {identity.Seed}, spec {identity.SpecHash[..12]}). "
                    + "Run it with the file and the options that it was started with, or choose another --out.");
            if (id != identity.Id)
                throw new LedgerRefusedException($"{folder} was started at another path. Move it back to where it was, or choose another --out.");
        }
        sql.Run("INSERT INTO campaigns (id, spec_hash, seed) VALUES ($0, $1, $2) ON CONFLICT DO NOTHING", identity.Id, identity.SpecHash, identity.Seed);
        sql.Run("UPDATE campaigns SET lease = lease + 1 WHERE id = $0", identity.Id);
        return sql.Rows("SELECT number, lease FROM campaigns WHERE id = $0", row => (row.GetInt64(0), row.GetInt64(1)), identity.Id).Single();
    }

    /// <returns>The campaign's number; null where the database does not know it.</returns>
    public static long? Number(PreparedSql sql, string id) =>
        sql.Rows("SELECT number FROM campaigns WHERE id = $0", row => (long?)row.GetInt64(0), id).SingleOrDefault();

    public static long Lease(PreparedSql sql, long campaign) => sql.Number("SELECT lease FROM campaigns WHERE number = $0", campaign);

    public static void AddDuplicates(PreparedSql sql, long campaign, int dropped) =>
        sql.Run("UPDATE campaigns SET duplicates_dropped = duplicates_dropped + $1 WHERE number = $0", campaign, dropped);

    public static (double WallSeconds, long PeakRssBytes) AddUsage(PreparedSql sql, long campaign, double wallSeconds, long peakRssBytes)
    {
        sql.Run("UPDATE campaigns SET wall_seconds = wall_seconds + $1, peak_rss_bytes = MAX(peak_rss_bytes, $2) WHERE number = $0",
            campaign, wallSeconds, peakRssBytes);
        return sql.Rows("SELECT wall_seconds, peak_rss_bytes FROM campaigns WHERE number = $0",
            row => (row.GetDouble(0), row.GetInt64(1)), campaign).Single();
    }

    public static LedgerTotals Totals(PreparedSql sql, long campaign) => new(
        sql.Number("SELECT COUNT(*) FROM responses WHERE campaign = $0", campaign),
        sql.Number("SELECT COUNT(*) FROM verdicts WHERE campaign = $0", campaign),
        sql.Number("SELECT COUNT(*) FROM attempts WHERE campaign = $0 AND given_up", campaign),
        sql.Number("SELECT duplicates_dropped FROM campaigns WHERE number = $0", campaign));
}

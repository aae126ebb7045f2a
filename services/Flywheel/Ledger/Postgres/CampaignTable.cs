using Npgsql;

namespace ArenaLearning.Flywheel.Ledger.Postgres;

/// <summary>The table <c>campaigns</c>, and the locks by which what is written to a campaign is put in order.</summary>
internal static class CampaignTable
{
    /// <summary>Of the two numbers of those locks; any number that no other program in the database takes.</summary>
    private const int LockClass = 0x4172656e;

    /// <summary>Grants a lease on the campaign, which is entered where it is new.</summary>
    /// <param name="where">The database, for a person.</param>
    /// <returns>The campaign's number, and that of the lease.</returns>
    /// <exception cref="LedgerRefusedException">The id is that of a campaign with other settings.</exception>
    public static async Task<(int Campaign, long Lease)> GrantAsync(
        NpgsqlConnection sql, CampaignIdentity identity, string where, CancellationToken cancellationToken)
    {
        await sql.RunAsync("INSERT INTO campaigns (id, spec_hash, seed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", cancellationToken,
            identity.Id, identity.SpecHash, identity.Seed);
        var (number, spec, seed) = (await sql.RowsAsync("SELECT number, spec_hash, seed FROM campaigns WHERE id = $1",
            row => (row.GetInt32(0), row.GetString(1), row.GetInt64(2)), cancellationToken, identity.Id)).Single();
        if (spec != identity.SpecHash || seed != identity.Seed)
            throw new LedgerRefusedException(
                $"{where} holds campaign {identity.Id} with other settings (seed {seed}, spec {spec[..12]}) than those asked for now "
                + $"(seed {identity.Seed}, spec {identity.SpecHash[..12]}). "
                + "Run it with the file and the options that it was started with, or choose another --out.");
        await LockAsync(sql, number, cancellationToken);
        var lease = await sql.RowsAsync("UPDATE campaigns SET lease = lease + 1 WHERE number = $1 RETURNING lease",
            row => row.GetInt64(0), cancellationToken, number);
        return (number, lease.Single());
    }

    /// <summary>
    /// Where the results of a chunk belong. Until the end of the transaction nothing is changed by the one who drives the campaign, while
    /// other results may come.
    /// </summary>
    /// <returns>Null where the database does not know the campaign.</returns>
    public static async Task<RecordingPlace?> ShareAsync(NpgsqlConnection sql, string id, string chunkId, CancellationToken cancellationToken) =>
        (await sql.RowsAsync($"""
            SELECT number, (SELECT COALESCE(MAX(ordinal), 0) + 1 FROM steps WHERE campaign = number), pg_advisory_xact_lock_shared({LockClass}, number)
            FROM campaigns WHERE id = $1
            """, row => (RecordingPlace?)new RecordingPlace(row.GetInt32(0), chunkId, row.GetInt64(1)), cancellationToken, id)).SingleOrDefault();

    /// <summary>Until the end of the transaction nobody else writes to the campaign.</summary>
    public static Task LockAsync(NpgsqlConnection sql, int campaign, CancellationToken cancellationToken) =>
        sql.RowsAsync($"SELECT pg_advisory_xact_lock({LockClass}, $1)", _ => 0, cancellationToken, campaign);

    public static async Task<long> LeaseAsync(NpgsqlConnection sql, int campaign, CancellationToken cancellationToken) =>
        (await sql.RowsAsync("SELECT lease FROM campaigns WHERE number = $1", row => row.GetInt64(0), cancellationToken, campaign)).Single();

    public static async Task<bool> ExistsAsync(NpgsqlConnection sql, string id, CancellationToken cancellationToken) =>
        (await sql.RowsAsync("SELECT 1 FROM campaigns WHERE id = $1", _ => 0, cancellationToken, id)).Count > 0;

    public static Task<int> AddDuplicatesAsync(NpgsqlConnection sql, int campaign, int dropped, CancellationToken cancellationToken) =>
        sql.RunAsync("UPDATE campaigns SET duplicates_dropped = duplicates_dropped + $2 WHERE number = $1", cancellationToken, campaign, (long)dropped);

    public static async Task<(double WallSeconds, long PeakRssBytes)> AddUsageAsync(
        NpgsqlConnection sql, int campaign, double wallSeconds, long peakRssBytes, CancellationToken cancellationToken) =>
        (await sql.RowsAsync("""
            UPDATE campaigns SET wall_seconds = wall_seconds + $2, peak_rss_bytes = GREATEST(peak_rss_bytes, $3) WHERE number = $1
            RETURNING wall_seconds, peak_rss_bytes
            """, row => (row.GetDouble(0), row.GetInt64(1)), cancellationToken, campaign, wallSeconds, peakRssBytes)).Single();

    public static async Task<LedgerTotals> TotalsAsync(NpgsqlConnection sql, int campaign, CancellationToken cancellationToken) =>
        (await sql.RowsAsync("""
            SELECT (SELECT COUNT(*) FROM responses WHERE campaign = $1), (SELECT COUNT(*) FROM verdicts WHERE campaign = $1),
                (SELECT COUNT(*) FROM attempts WHERE campaign = $1 AND given_up), (SELECT duplicates_dropped FROM campaigns WHERE number = $1)
            """, row => new LedgerTotals(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), cancellationToken, campaign)).Single();
}

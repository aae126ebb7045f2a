using Npgsql;

namespace ArenaLearning.Flywheel.Ledger.Postgres;

/// <summary>The locks that sessions hold in this database.</summary>
internal static class LockTable
{
    /// <returns>Who holds each lock, by its key as 16 hexadecimal digits.</returns>
    public static async Task<Dictionary<string, string>> HoldersAsync(NpgsqlConnection sql, CancellationToken cancellationToken) =>
        (await sql.RowsAsync("""
            SELECT lpad(to_hex(l.classid::bigint), 8, '0') || lpad(to_hex(l.objid::bigint), 8, '0'),
                COALESCE(NULLIF(a.application_name, ''), 'process ' || l.pid)
            FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid)
            WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
                AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """, row => (Key: row.GetString(0), Holder: row.GetString(1)), cancellationToken)).DistinctBy(row => row.Key)
        .ToDictionary(row => row.Key, row => row.Holder, StringComparer.OrdinalIgnoreCase);
}

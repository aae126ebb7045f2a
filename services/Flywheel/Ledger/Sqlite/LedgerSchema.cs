using System.Buffers.Binary;

namespace ArenaLearning.Flywheel.Ledger.Sqlite;

/// <summary>
/// The tables of <c>ledger.db</c>. The campaign is part of every key, so one database can hold many; in rows it stands as its number.
/// </summary>
internal static class LedgerSchema
{
    public const int Version = 3;

    private const string Tables = """
        CREATE TABLE campaigns (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, spec_hash TEXT NOT NULL, seed INTEGER NOT NULL,
            -- Counts the leases granted on the campaign: who holds an older one writes nothing more.
            lease INTEGER NOT NULL DEFAULT 0,
            wall_seconds REAL NOT NULL DEFAULT 0, peak_rss_bytes INTEGER NOT NULL DEFAULT 0, duplicates_dropped INTEGER NOT NULL DEFAULT 0);
        -- Finished steps and what came out of them, as JSON, numbered in the order in which they were recorded.
        CREATE TABLE steps (
            campaign INTEGER NOT NULL, key TEXT NOT NULL, ordinal INTEGER NOT NULL, version INTEGER NOT NULL, output TEXT NOT NULL,
            PRIMARY KEY (campaign, key));
        -- The chunk comes before the unit in the keys: the rows of a chunk arrive and are read together, so they lie together.
        -- `step` is the ordinal of the step that was next to be recorded, the one that the row belongs to.
        CREATE TABLE responses (
            campaign INTEGER NOT NULL, chunk_id TEXT NOT NULL, unit_id TEXT NOT NULL, step INTEGER NOT NULL,
            text TEXT NOT NULL, prompt_tokens INTEGER NOT NULL, response_tokens INTEGER NOT NULL, latency_seconds REAL NOT NULL,
            finish_reason TEXT NOT NULL, from_cache INTEGER NOT NULL, cost_usd REAL NOT NULL, model TEXT, fingerprint TEXT,
            PRIMARY KEY (campaign, chunk_id, unit_id));
        -- Of a jury, `members` holds its members' whole verdicts by their names; `failed_replies` those that gave no verdict.
        CREATE TABLE verdicts (
            campaign INTEGER NOT NULL, chunk_id TEXT NOT NULL, unit_id TEXT NOT NULL, step INTEGER NOT NULL,
            score_a REAL NOT NULL, score_b REAL NOT NULL, winner INTEGER NOT NULL, games TEXT NOT NULL,
            correct_a INTEGER, correct_b INTEGER, first_error_a INTEGER, first_error_b INTEGER, reason_a TEXT NOT NULL, reason_b TEXT NOT NULL,
            probability REAL, members TEXT, failed_replies TEXT,
            PRIMARY KEY (campaign, chunk_id, unit_id));
        -- Units that failed at least once.
        CREATE TABLE attempts (
            campaign INTEGER NOT NULL, chunk_id TEXT NOT NULL, unit_id TEXT NOT NULL, step INTEGER NOT NULL,
            kind TEXT NOT NULL, attempts INTEGER NOT NULL, reason TEXT NOT NULL, given_up INTEGER NOT NULL, failure_class TEXT, failed_replies TEXT,
            PRIMARY KEY (campaign, chunk_id, unit_id));
        CREATE INDEX given_up_attempts ON attempts (campaign, given_up);
        -- What one reply of a worker cost at one endpoint; a second copy of it costs nothing.
        CREATE TABLE spend (
            campaign INTEGER NOT NULL, reply_id TEXT NOT NULL, endpoint TEXT NOT NULL,
            requests INTEGER NOT NULL, prompt_tokens INTEGER NOT NULL, response_tokens INTEGER NOT NULL, cost_usd REAL NOT NULL,
            PRIMARY KEY (campaign, reply_id, endpoint));
        -- Training jobs that are not done: how many leases were given on each, and its newest state.
        CREATE TABLE training (
            campaign INTEGER NOT NULL, job_id TEXT NOT NULL, lease INTEGER NOT NULL, step INTEGER, state_uri TEXT, state_sha256 TEXT,
            PRIMARY KEY (campaign, job_id));
        """;

    // WAL with NORMAL survives a killed process; a power cut may cost the last transactions, which are then done again.
    private const string Settings = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=30000; PRAGMA cache_size=-32768";

    // https://www.sqlite.org/fileformat.html#the_database_header
    private const int VersionOffset = 60;

    /// <summary>Looks at a file without opening it as a database, which would change the folder of another version.</summary>
    /// <exception cref="LedgerRefusedException">Another version has written it.</exception>
    public static void RefuseOtherVersion(string path)
    {
        var header = new byte[VersionOffset + sizeof(int)];
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
                || !header.AsSpan().StartsWith("SQLite format 3\0"u8)) return;
        }
        catch (IOException)
        {
            // Not there, or unreadable: opening it says so.
            return;
        }
        RefuseOtherVersion(path, BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(VersionOffset)));
    }

    /// <summary>Makes the tables of an empty database.</summary>
    /// <exception cref="LedgerRefusedException">Another version has written it, or it is a database of something else.</exception>
    public static void Prepare(PreparedSql sql, string path)
    {
        sql.Run(Settings);
        sql.InTransaction(() =>
        {
            var version = sql.Number("PRAGMA user_version");
            RefuseOtherVersion(path, version);
            if (version == Version) return 0;
            if (sql.Number("SELECT COUNT(*) FROM sqlite_master") > 0)
                throw new LedgerRefusedException($"{path} is no ledger but another database. Choose another output folder.");
            return sql.Run($"{Tables} PRAGMA user_version={Version}");
        });
    }

    private static void RefuseOtherVersion(string path, long version)
    {
        if (version is not (0 or Version))
            throw new LedgerRefusedException(
                $"{Path.GetDirectoryName(path)} was written by Arena Learning with ledger version {version}; this one reads {Version}. "
                + "Go on with that version, or choose another --out.");
    }
}

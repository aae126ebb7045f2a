using Microsoft.Data.Sqlite;

namespace ArenaLearning.Endpoints.Cache;

/// <summary>The SQLite file of the cache. Not safe for use by two at once; two processes may have it open.</summary>
public sealed class ReplyFile : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand read, write, remove;

    private ReplyFile(SqliteConnection connection)
    {
        this.connection = connection;
        read = Command("SELECT value FROM replies WHERE key = $0", 1);
        write = Command("INSERT OR REPLACE INTO replies (key, model, value, created) VALUES ($0, $1, $2, $3)", 4);
        remove = Command("DELETE FROM replies WHERE key = $0", 1);
    }

    /// <summary>Opens the file, or makes it and its folder.</summary>
    /// <exception cref="SqliteException">It is no database, damaged, or may not be written.</exception>
    public static ReplyFile Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30 }.ToString());
        try
        {
            connection.Open();
            using var prepare = connection.CreateCommand();
            // WAL with NORMAL survives a killed process; after a power cut the last replies are asked for again.
            prepare.CommandText = """
                PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=30000;
                CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, model TEXT NOT NULL, value BLOB NOT NULL, created INTEGER NOT NULL);
                """;
            prepare.ExecuteNonQuery();
            return new(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens the file for one piece of work.</summary>
    /// <exception cref="IOException">It is no database, damaged, or may not be written.</exception>
    public static T Use<T>(string path, Func<ReplyFile, T> work)
    {
        try
        {
            using var file = Open(path);
            return work(file);
        }
        catch (SqliteException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    public byte[]? Read(string key)
    {
        read.Parameters[0].Value = key;
        return (byte[]?)read.ExecuteScalar();
    }

    /// <summary>Writes replies by key, in one transaction.</summary>
    /// <returns>Replies written.</returns>
    public int Write(IReadOnlyCollection<KeyValuePair<string, byte[]>> replies, DateTimeOffset now)
    {
        using var transaction = connection.BeginTransaction();
        write.Transaction = transaction;
        foreach (var (key, value) in replies)
        {
            write.Parameters[0].Value = key;
            write.Parameters[1].Value = ReplyKey.ModelOf(key);
            write.Parameters[2].Value = value;
            write.Parameters[3].Value = now.ToUnixTimeSeconds();
            write.ExecuteNonQuery();
        }
        transaction.Commit();
        return replies.Count;
    }

    public int Remove(string key)
    {
        remove.Parameters[0].Value = key;
        return remove.ExecuteNonQuery();
    }

    /// <returns>What it holds, the model with most bytes first.</returns>
    public IReadOnlyList<CachedModel> Models()
    {
        using var select = connection.CreateCommand();
        select.CommandText = """
            SELECT model, COUNT(*), SUM(LENGTH(value)), MIN(created), MAX(created) FROM replies WHERE model <> ''
            GROUP BY model ORDER BY SUM(LENGTH(value)) DESC, model
            """;
        using var row = select.ExecuteReader();
        var models = new List<CachedModel>();
        while (row.Read())
            models.Add(new(row.GetString(0), row.GetInt64(1), row.GetInt64(2),
                DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(3)), DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(4))));
        return models;
    }

    /// <summary>Forgets the replies of a model, or all of them, and gives the space back.</summary>
    /// <returns>Replies that were there.</returns>
    public int Clear(string? model)
    {
        using var delete = connection.CreateCommand();
        delete.CommandText = "DELETE FROM replies WHERE $0 IS NULL OR model = $0";
        delete.Parameters.AddWithValue("$0", (object?)model ?? DBNull.Value);
        var gone = delete.ExecuteNonQuery();
        delete.CommandText = "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)";
        delete.Parameters.Clear();
        delete.ExecuteNonQuery();
        return gone;
    }

    public void Dispose()
    {
        foreach (var command in new[] { read, write, remove }) command.Dispose();
        connection.Dispose();
    }

    private SqliteCommand Command(string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters; i++) command.Parameters.Add(new($"${i}", null));
        return command;
    }
}

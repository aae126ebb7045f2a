using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace ArenaLearning.Flywheel.Ledger.Sqlite;

/// <summary>
/// One connection to a <c>ledger.db</c>. It serves one caller at a time: SQLite has one writer anyway, and its calls take microseconds.
/// </summary>
internal sealed class LedgerDatabase : IAsyncDisposable
{
    private const int Damaged = 11, NoDatabase = 26;

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly SqliteConnection connection;
    private readonly PreparedSql sql;
    private readonly string path;
    private bool closed;

    private LedgerDatabase(SqliteConnection connection, string path)
    {
        (this.connection, this.path) = (connection, path);
        sql = new(connection);
    }

    /// <param name="create">Whether a database that is not there is made.</param>
    /// <exception cref="LedgerRefusedException">Another version has written it, or it is damaged.</exception>
    /// <exception cref="LedgerException">It cannot be opened.</exception>
    public static async Task<LedgerDatabase> OpenAsync(string path, bool create, CancellationToken cancellationToken)
    {
        LedgerSchema.RefuseOtherVersion(path);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
        var database = new LedgerDatabase(connection, path);
        try
        {
            await connection.OpenAsync(cancellationToken);
            LedgerSchema.Prepare(database.sql, path);
            return database;
        }
        catch (Exception e)
        {
            await database.DisposeAsync();
            throw database.Told(e);
        }
    }

    /// <summary>Reads; what is written besides is a transaction of its own.</summary>
    /// <exception cref="LedgerException">The database cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">It was closed.</exception>
    public async Task<T> ReadAsync<T>(Func<PreparedSql, T> work, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(closed, this);
            return work(sql);
        }
        catch (Exception e) when (e is SqliteException or JsonException)
        {
            throw Told(e);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Writes as a whole or not at all.</summary>
    /// <exception cref="LedgerException">The database cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">It was closed.</exception>
    public Task<T> WriteAsync<T>(Func<PreparedSql, T> work, CancellationToken cancellationToken) =>
        ReadAsync(statements => statements.InTransaction(() => work(statements)), cancellationToken);

    /// <summary>Closes the database once its last caller is through; who comes later gets an <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await gate.WaitAsync();
        try
        {
            if (closed) return;
            closed = true;
            sql.Dispose();
            await connection.DisposeAsync();
        }
        finally
        {
            // Released and never disposed of: a disposed semaphore leaves those who wait for it waiting for ever.
            gate.Release();
        }
    }

    /// <summary>A failure in the ledger's own words; others as they are.</summary>
    private Exception Told(Exception e) => e switch
    {
        SqliteException { SqliteErrorCode: Damaged or NoDatabase } =>
            new LedgerRefusedException($"{path} is damaged or no ledger: {e.Message} Choose another output folder.", e),
        JsonException => new LedgerRefusedException(
            $"{path} holds a row that this version of Arena Learning cannot read: {e.Message} "
            + "Go on with the version that wrote it, or choose another --out.", e),
        SqliteException => new LedgerException(
            $"The ledger in {Path.GetDirectoryName(path)} could not be read or written: {e.Message} Is the disk full, or the folder gone?", e),
        _ => e,
    };
}

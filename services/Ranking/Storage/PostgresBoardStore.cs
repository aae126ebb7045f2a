using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Postgres;
using ArenaLearning.Settings;
using ArenaLearning.Ranking.Storage.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ArenaLearning.Ranking.Storage;

/// <summary>Boards in the database of the ledgers, in a table of Ranking's own, for any number of processes.</summary>
public sealed class PostgresBoardStore(PostgresAddress address, TimeProvider time, ILogger<PostgresBoardStore> logger) : IBoardStore, IAsyncDisposable
{
    /// <summary>How long a board waits for a server that is away: the campaign waits for it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan MigrationPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    /// <summary>Of the lock that lets boards in one by one, so that ordinals are seen in the order in which they were given.</summary>
    private const long Door = 0x4172656e61426f61;

    // A row that lacks what a board has is one that cannot be read.
    private static readonly JsonSerializerOptions Json = new(JsonLines.Options)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(address.Pooled);
    private readonly SemaphoreSlim preparing = new(1, 1);
    private bool prepared;

    public Task PrepareAsync(CancellationToken cancellationToken) => ToldAsync(async () =>
    {
        if (Volatile.Read(ref prepared)) return true;
        await preparing.WaitAsync(cancellationToken);
        try
        {
            if (!prepared) await MigrateAsync(cancellationToken);
            return prepared = true;
        }
        finally
        {
            preparing.Release();
        }
    });

    public async Task<StageRanked> KeepAsync(StageRanked board, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            try
            {
                await PrepareAsync(cancellationToken);
                return await ToldAsync(() => WriteAsync(board, cancellationToken));
            }
            catch (BoardStoreException e) when (e.MayPass && time.GetElapsedTime(begun) < Patience)
            {
                await Task.Delay(pause, time, cancellationToken);
            }
    }

    public async Task<IReadOnlyList<StageRanked>> ReadAsync(long after, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        return await ToldAsync(async () =>
        {
            await using var command = source.CreateCommand("SELECT ordinal, ranked_at, board FROM rankings WHERE ordinal > $1 ORDER BY ordinal");
            command.Parameters.Add(new() { Value = after });
            return await BoardsAsync(command, cancellationToken);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        preparing.Dispose();
    }

    /// <summary>The tables as the program knows them, without a look at the database.</summary>
    internal static RankingContext Context(NpgsqlDataSource source) => new(new DbContextOptionsBuilder<RankingContext>()
        .UseNpgsql(source, npgsql => npgsql.MigrationsHistoryTable(RankingContext.History)).Options);

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var context = Context(source);
        var result = await TableMigration.RunAsync(context, address, "arena ranking migrations", MigrationPatience, cancellationToken);
        if (result.Newer is { } newer)
            throw new BoardStoreException(
                $"{address} was written by a newer Arena Learning, with rankings of version {newer.Found}; this one reads up to {newer.Known}. "
                + "Go on with that version, or give another database.");
        if (result.IsBusy)
            throw new BoardStoreException(
                $"{address} is being migrated by another process, which has not come to its end for {MigrationPatience.TotalSeconds:0} s. "
                + "Look at the server: something may hold a lock on its tables.")
            {
                MayPass = true,
            };
    }

    private async Task<StageRanked> WriteAsync(StageRanked board, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var door = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)", connection) { Parameters = { new() { Value = Door } } })
            await door.ExecuteNonQueryAsync(cancellationToken);
        await using (var insert = new NpgsqlCommand("""
            INSERT INTO rankings (campaign, stage, ranking_id, ranked_at, board) VALUES ($1, $2, $3, clock_timestamp(), $4)
            ON CONFLICT (campaign, stage) DO UPDATE
                SET ordinal = DEFAULT, ranking_id = excluded.ranking_id, ranked_at = excluded.ranked_at, board = excluded.board
                WHERE rankings.ranking_id <> excluded.ranking_id
            """, connection))
        {
            foreach (var text in new[] { board.Campaign, board.Stage, board.RankingId, JsonSerializer.Serialize(board, Json) })
                insert.Parameters.Add(new() { Value = text });
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }
        await using var select = new NpgsqlCommand("SELECT ordinal, ranked_at, board FROM rankings WHERE campaign = $1 AND stage = $2", connection);
        select.Parameters.Add(new() { Value = board.Campaign });
        select.Parameters.Add(new() { Value = board.Stage });
        var kept = await BoardsAsync(select, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return kept.Count == 1 ? kept[0] : throw new BoardStoreException(
            $"{address} holds a board of {board.Campaign}, {board.Stage} that this version of Arena Learning cannot read. "
            + "Go on with the version that wrote it.");
    }

    private async Task<IReadOnlyList<StageRanked>> BoardsAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var boards = new List<StageRanked>();
        while (await rows.ReadAsync(cancellationToken))
            try
            {
                var board = JsonSerializer.Deserialize<StageRanked>(rows.GetString(2), Json)!;
                boards.Add(board with { Ordinal = rows.GetInt64(0), RankedAt = rows.GetFieldValue<DateTimeOffset>(1) });
            }
            catch (JsonException e)
            {
                logger.LogWarning(
                    "{Database} holds a board that this version of Arena Learning cannot read, and it is not shown: {Message}", address, e.Message);
            }
        return boards;
    }

    private async Task<T> ToldAsync<T>(Func<Task<T>> workAsync)
    {
        try
        {
            return await workAsync();
        }
        // What passes is wrapped where EF Core meets it.
        catch (Exception e) when ((e is InvalidOperationException ? e.InnerException : e) is NpgsqlException or TimeoutException)
        {
            var cause = e is InvalidOperationException ? e.InnerException! : e;
            // The server's own sentence, or what broke the connection: neither holds a password.
            var words = cause is PostgresException said ? said.MessageText : (cause.InnerException ?? cause).Message;
            throw new BoardStoreException(
                $"{address} could not be read or written for the boards of Ranking: {words.TrimEnd('.')}. "
                + $"Look at the server, and at {KnownSettings.Ledger.Variable}.", e)
            {
                MayPass = cause is not PostgresException { IsTransient: false },
            };
        }
    }
}

using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using Microsoft.Data.Sqlite;

namespace ArenaLearning.Flywheel.Ledger;

/// <summary>The ledger's bulk paths: prepared SQL, one transaction for each message. Not safe for use by two at once.</summary>
internal sealed class LedgerStatements : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand insertResponse, insertVerdict, upsertFailure, addDuplicates;
    private readonly SqliteCommand selectResponses, selectVerdicts, selectFailures;

    public LedgerStatements(SqliteConnection connection)
    {
        this.connection = connection;
        insertResponse = Prepare("""
            INSERT INTO responses (chunk_id, unit_id, text, prompt_tokens, response_tokens, latency_seconds, finish_reason, from_cache, cost_usd)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
            """, 9);
        insertVerdict = Prepare("""
            INSERT INTO verdicts (chunk_id, unit_id, score_a, score_b, winner, games, correct_a, correct_b, first_error_a, first_error_b, reason_a, reason_b)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING
            """, 12);
        upsertFailure = Prepare("""
            INSERT INTO attempts (chunk_id, unit_id, kind, attempts, reason, given_up) VALUES ($0, $1, $2, $3, $4, $5)
            ON CONFLICT (chunk_id, unit_id) DO UPDATE SET attempts = excluded.attempts, reason = excluded.reason, given_up = excluded.given_up
            """, 6);
        addDuplicates = Prepare("UPDATE campaigns SET duplicates_dropped = duplicates_dropped + $0 WHERE id = $1", 2);
        selectResponses = Prepare("SELECT unit_id, text FROM responses WHERE chunk_id = $0", 1);
        selectVerdicts = Prepare("""
            SELECT unit_id, score_a, score_b, winner, correct_a, correct_b, first_error_a, first_error_b FROM verdicts WHERE chunk_id = $0
            """, 1);
        selectFailures = Prepare("SELECT unit_id, attempts, given_up FROM attempts WHERE chunk_id = $0", 1);
    }

    /// <returns>Rows that were new.</returns>
    public int InsertResponses(string campaign, string chunkId, IReadOnlyList<ResponseResult> responses) =>
        Insert(campaign, chunkId, responses, r => r.Failure is null ? r.UnitId : null, r => Run(
            insertResponse, chunkId, r.UnitId, r.Text, r.PromptTokens, r.ResponseTokens, r.LatencySeconds, r.FinishReason,
            r.FromCache, (double)r.CostUsd));

    /// <returns>Rows that were new.</returns>
    public int InsertVerdicts(string campaign, string chunkId, IReadOnlyList<VerdictResult> verdicts) =>
        Insert(campaign, chunkId, verdicts, v => v.Failure is null ? v.UnitId : null, v => Run(
            insertVerdict, chunkId, v.UnitId, v.ScoreA, v.ScoreB, (int)v.Winner, JsonSerializer.Serialize(v.Games, JsonLines.Options),
            v.A.Correct, v.B.Correct, v.A.FirstError, v.B.FirstError, v.A.Reason, v.B.Reason));

    public Dictionary<string, string> ReadResponses(string chunkId) =>
        Read(selectResponses, chunkId, row => row.GetString(1));

    public Dictionary<string, StoredVerdict> ReadVerdicts(string chunkId) => Read(selectVerdicts, chunkId, row => new StoredVerdict(
        row.GetDouble(1), row.GetDouble(2), (BattleWinner)row.GetInt32(3),
        row.IsDBNull(4) ? null : row.GetBoolean(4), row.IsDBNull(5) ? null : row.GetBoolean(5),
        row.IsDBNull(6) ? null : row.GetInt32(6), row.IsDBNull(7) ? null : row.GetInt32(7)));

    public Dictionary<string, FailedUnit> ReadFailures(string chunkId) =>
        Read(selectFailures, chunkId, row => new FailedUnit(row.GetInt32(1), row.GetBoolean(2)));

    public int UpsertFailures(
        string kind, string chunkId, int attempt, bool givenUp, IReadOnlyDictionary<string, string> reasons)
    {
        InTransaction(() =>
        {
            foreach (var (unitId, reason) in reasons)
                Run(upsertFailure, chunkId, unitId, kind, attempt, reason, givenUp);
        });
        return reasons.Count;
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = new SqliteCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = new SqliteCommand(sql, connection);
        return (long)command.ExecuteScalar()!;
    }

    public void Dispose()
    {
        foreach (var command in new[]
            { insertResponse, insertVerdict, upsertFailure, addDuplicates, selectResponses, selectVerdicts, selectFailures })
            command.Dispose();
    }

    private int Insert<T>(
        string campaign, string chunkId, IReadOnlyList<T> rows, Func<T, string?> unitOfSuccess, Func<T, int> insert)
    {
        int recorded = 0, dropped = 0;
        InTransaction(() =>
        {
            // What was given up stays so: the steps that followed did without it.
            var givenUp = ReadFailures(chunkId).Where(f => f.Value.GivenUp).Select(f => f.Key).ToHashSet();
            foreach (var row in rows)
            {
                if (unitOfSuccess(row) is not { } unitId) continue;
                if (!givenUp.Contains(unitId) && insert(row) == 1) recorded++;
                else dropped++;
            }
            if (dropped > 0) Run(addDuplicates, dropped, campaign);
        });
        return recorded;
    }

    // Plain statements, not SqliteTransaction: every prepared command would have to be told of each new one.
    private void InTransaction(Action work)
    {
        Execute(connection, "BEGIN IMMEDIATE");
        try
        {
            work();
            Execute(connection, "COMMIT");
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    private void RollBack()
    {
        try
        {
            Execute(connection, "ROLLBACK");
        }
        catch (SqliteException)
        {
            // On a full disk SQLite has rolled back by itself; what is to be told is why.
        }
    }

    private static Dictionary<string, T> Read<T>(SqliteCommand command, string chunkId, Func<SqliteDataReader, T> parse)
    {
        var rows = new Dictionary<string, T>();
        command.Parameters[0].Value = chunkId;
        using var reader = command.ExecuteReader();
        while (reader.Read()) rows.Add(reader.GetString(0), parse(reader));
        return rows;
    }

    private static int Run(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters; i++) command.Parameters.Add(new($"${i}", null));
        // Typed by their values at each run; the statement itself is compiled once.
        command.Prepare();
        return command;
    }
}

using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using Microsoft.Data.Sqlite;

namespace ArenaLearning.Flywheel.Ledger;

/// <summary>The ledger's bulk paths: prepared SQL, one transaction for each message. Not safe for use by two at once.</summary>
internal sealed class LedgerStatements : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand insertResponse, insertVerdict, upsertFailure, insertSpend, addDuplicates, deleteVerdict, deleteFailure;
    private readonly SqliteCommand selectResponses, selectVerdicts, selectVerdictsInFull, selectFailures, selectGivenUp;

    public LedgerStatements(SqliteConnection connection)
    {
        this.connection = connection;
        insertResponse = Prepare("""
            INSERT INTO responses (chunk_id, unit_id, text, prompt_tokens, response_tokens, latency_seconds, finish_reason, from_cache, cost_usd,
                model, fingerprint)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING
            """, 11);
        insertVerdict = Prepare("""
            INSERT INTO verdicts (chunk_id, unit_id, score_a, score_b, winner, games, correct_a, correct_b, first_error_a, first_error_b, reason_a, reason_b,
                probability, members, failed_replies)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING
            """, 15);
        upsertFailure = Prepare("""
            INSERT INTO attempts (chunk_id, unit_id, kind, attempts, reason, given_up, failure_class, failed_replies) VALUES ($0, $1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (chunk_id, unit_id) DO UPDATE SET attempts = excluded.attempts, reason = excluded.reason, given_up = excluded.given_up,
                failure_class = excluded.failure_class, failed_replies = excluded.failed_replies
            """, 8);
        insertSpend = Prepare("""
            INSERT INTO spend (reply_id, endpoint, requests, prompt_tokens, response_tokens, cost_usd) VALUES ($0, $1, $2, $3, $4, $5)
            ON CONFLICT DO NOTHING
            """, 6);
        addDuplicates = Prepare("UPDATE campaigns SET duplicates_dropped = duplicates_dropped + $0 WHERE id = $1", 2);
        deleteVerdict = Prepare("DELETE FROM verdicts WHERE chunk_id = $0 AND unit_id = $1", 2);
        deleteFailure = Prepare("DELETE FROM attempts WHERE chunk_id = $0 AND unit_id = $1", 2);
        selectResponses = Prepare("SELECT unit_id, text FROM responses WHERE chunk_id = $0", 1);
        selectVerdicts = Prepare("""
            SELECT unit_id, score_a, score_b, winner, correct_a, correct_b, first_error_a, first_error_b, probability FROM verdicts WHERE chunk_id = $0
            """, 1);
        selectVerdictsInFull = Prepare("""
            SELECT unit_id, score_a, score_b, winner, games, correct_a, correct_b, first_error_a, first_error_b, reason_a, reason_b,
                probability, members, failed_replies
            FROM verdicts WHERE chunk_id = $0
            """, 1);
        selectGivenUp = Prepare("SELECT unit_id, reason, failure_class, failed_replies FROM attempts WHERE chunk_id = $0 AND given_up", 1);
        selectFailures = Prepare("SELECT unit_id, attempts, given_up FROM attempts WHERE chunk_id = $0", 1);
    }

    /// <returns>What was paid and new.</returns>
    public IReadOnlyList<EndpointSpend> InsertResponses(string campaign, string chunkId, IReadOnlyList<ResponseResult> responses, PaidSpend paid) =>
        Insert(campaign, chunkId, paid, responses, r => r.Failure is null ? r.UnitId : null, r => Run(
            insertResponse, chunkId, r.UnitId, r.Text, r.PromptTokens, r.ResponseTokens, r.LatencySeconds, r.FinishReason,
            r.FromCache, (double)r.CostUsd, r.Model, r.Fingerprint));

    /// <returns>What was paid and new.</returns>
    public IReadOnlyList<EndpointSpend> InsertVerdicts(string campaign, string chunkId, IReadOnlyList<VerdictResult> verdicts, PaidSpend paid) =>
        Insert(campaign, chunkId, paid, verdicts, v => v.Failure is null ? v.UnitId : null, v => InsertVerdict(chunkId, v));

    /// <returns>Rows that were replaced.</returns>
    public int ReplaceVerdicts(string chunkId, IReadOnlyList<VerdictResult> verdicts)
    {
        InTransaction(() =>
        {
            foreach (var verdict in verdicts)
            {
                Run(deleteVerdict, chunkId, verdict.UnitId);
                Run(deleteFailure, chunkId, verdict.UnitId);
                if (UnitFailures.Of(verdict) is { } failure) UpsertFailure(Chunk.Verdicts, chunkId, 1, givenUp: true, verdict.UnitId, failure);
                else InsertVerdict(chunkId, verdict);
            }
        });
        return verdicts.Count;
    }

    private int InsertVerdict(string chunkId, VerdictResult v) => Run(
            insertVerdict, chunkId, v.UnitId, v.ScoreA, v.ScoreB, (int)v.Winner, JsonSerializer.Serialize(v.Games, JsonLines.Options),
            v.A.Correct, v.B.Correct, v.A.FirstError, v.B.FirstError, v.A.Reason, v.B.Reason, v.Probability,
            v.MemberVerdicts is null ? null : JsonSerializer.Serialize(v.MemberVerdicts, JsonLines.Options),
            v.FailedReplies.Count == 0 ? null : JsonSerializer.Serialize(v.FailedReplies, JsonLines.Options));

    public Dictionary<string, string> ReadResponses(string chunkId) =>
        Read(selectResponses, chunkId, row => row.GetString(1));

    public Dictionary<string, StoredVerdict> ReadVerdicts(string chunkId) => Read(selectVerdicts, chunkId, row => new StoredVerdict(
        row.GetDouble(1), row.GetDouble(2), (BattleWinner)row.GetInt32(3),
        row.IsDBNull(4) ? null : row.GetBoolean(4), row.IsDBNull(5) ? null : row.GetBoolean(5),
        row.IsDBNull(6) ? null : row.GetInt32(6), row.IsDBNull(7) ? null : row.GetInt32(7), row.IsDBNull(8) ? null : row.GetDouble(8)));

    public Dictionary<string, VerdictResult> ReadVerdictsInFull(string chunkId) => Read(selectVerdictsInFull, chunkId, row => new VerdictResult(
        row.GetString(0), Parsed<GameScores[]>(row, 4) ?? [], row.GetDouble(1), row.GetDouble(2), (BattleWinner)row.GetInt32(3),
        new(row.IsDBNull(5) ? null : row.GetBoolean(5), row.IsDBNull(7) ? null : row.GetInt32(7), row.GetString(9)),
        new(row.IsDBNull(6) ? null : row.GetBoolean(6), row.IsDBNull(8) ? null : row.GetInt32(8), row.GetString(10)),
        Probability: row.IsDBNull(11) ? null : row.GetDouble(11),
        Members: Parsed<Dictionary<string, VerdictResult>>(row, 12)?.Where(m => m.Value.Failure is null).ToDictionary(m => m.Key, m => m.Value.Winner))
    {
        FailedReplies = Parsed<JudgeReply[]>(row, 13) ?? [],
        MemberVerdicts = Parsed<Dictionary<string, VerdictResult>>(row, 12),
    });

    public Dictionary<string, UnitFailure> ReadGivenUp(string chunkId) => Read(selectGivenUp, chunkId, row => new UnitFailure(
        row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), Parsed<JudgeReply[]>(row, 3) ?? []));

    public Dictionary<string, FailedUnit> ReadFailures(string chunkId) =>
        Read(selectFailures, chunkId, row => new FailedUnit(row.GetInt32(1), row.GetBoolean(2)));

    public int UpsertFailures(
        string kind, string chunkId, int attempt, bool givenUp, IReadOnlyDictionary<string, UnitFailure> reasons)
    {
        InTransaction(() =>
        {
            foreach (var (unitId, failure) in reasons)
                UpsertFailure(kind, chunkId, attempt, givenUp, unitId, failure);
        });
        return reasons.Count;
    }

    private int UpsertFailure(string kind, string chunkId, int attempt, bool givenUp, string unitId, UnitFailure failure) => Run(
        upsertFailure, chunkId, unitId, kind, attempt, failure.Reason, givenUp, failure.Class,
        failure.Replies.Count == 0 ? null : JsonSerializer.Serialize(failure.Replies, JsonLines.Options));

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
            { insertResponse, insertVerdict, upsertFailure, insertSpend, addDuplicates, deleteVerdict, deleteFailure, selectResponses, selectVerdicts, selectVerdictsInFull, selectFailures, selectGivenUp })
            command.Dispose();
    }

    private List<EndpointSpend> Insert<T>(
        string campaign, string chunkId, PaidSpend paid, IReadOnlyList<T> rows, Func<T, string?> unitOfSuccess, Func<T, int> insert)
    {
        var dropped = 0;
        List<EndpointSpend> newlyPaid = [];
        InTransaction(() =>
        {
            // What was given up stays so: the steps that followed did without it.
            var givenUp = ReadFailures(chunkId).Where(f => f.Value.GivenUp).Select(f => f.Key).ToHashSet();
            foreach (var row in rows)
            {
                if (unitOfSuccess(row) is not { } unitId) continue;
                if (givenUp.Contains(unitId) || insert(row) == 0) dropped++;
            }
            if (dropped > 0) Run(addDuplicates, dropped, campaign);
            newlyPaid.AddRange(paid.Parts.Where(part => InsertSpend(paid.ReplyId, part)));
        });
        return newlyPaid;
    }

    private bool InsertSpend(string replyId, EndpointSpend spend) => Run(
        insertSpend, replyId, spend.Endpoint, spend.Requests, spend.PromptTokens, spend.ResponseTokens, (double)spend.CostUsd) == 1;

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

    private static T? Parsed<T>(SqliteDataReader row, int column) where T : class =>
        row.IsDBNull(column) ? null : JsonSerializer.Deserialize<T>(row.GetString(column), JsonLines.Options);

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

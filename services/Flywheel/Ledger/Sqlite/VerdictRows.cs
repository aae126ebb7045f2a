using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using Microsoft.Data.Sqlite;

namespace ArenaLearning.Flywheel.Ledger.Sqlite;

/// <summary>The rows of <c>verdicts</c>.</summary>
internal static class VerdictRows
{
    /// <returns>Rows that are new: 0 where the unit has its verdict.</returns>
    public static int Insert(PreparedSql sql, UnitPlace place, VerdictResult v) => sql.Run("""
        INSERT INTO verdicts (campaign, chunk_id, unit_id, step, score_a, score_b, winner, games, correct_a, correct_b,
            first_error_a, first_error_b, reason_a, reason_b, probability, members, failed_replies)
        VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT DO NOTHING
        """, place.Campaign, place.ChunkId, v.UnitId, place.Step, v.ScoreA, v.ScoreB, (int)v.Winner, LedgerJson.Write(v.Games) ?? "[]",
        v.A.Correct, v.B.Correct, v.A.FirstError, v.B.FirstError, v.A.Reason, v.B.Reason, v.Probability,
        LedgerJson.Write(v.MemberVerdicts), LedgerJson.Write(v.FailedReplies));

    /// <summary>Puts verdicts and failures in the place of what is recorded of the same units, as parts of the same steps.</summary>
    public static int Replace(PreparedSql sql, long campaign, string chunkId, IReadOnlyList<VerdictResult> verdicts)
    {
        foreach (var verdict in verdicts)
        {
            var step = sql.Number("""
                SELECT COALESCE((SELECT step FROM verdicts WHERE campaign = $0 AND chunk_id = $1 AND unit_id = $2),
                    (SELECT step FROM attempts WHERE campaign = $0 AND chunk_id = $1 AND unit_id = $2), $3)
                """, campaign, chunkId, verdict.UnitId, StepRows.Next(sql, campaign));
            sql.Run("DELETE FROM verdicts WHERE campaign = $0 AND chunk_id = $1 AND unit_id = $2", campaign, chunkId, verdict.UnitId);
            sql.Run("DELETE FROM attempts WHERE campaign = $0 AND chunk_id = $1 AND unit_id = $2", campaign, chunkId, verdict.UnitId);
            var place = new UnitPlace(campaign, chunkId, step);
            if (UnitFailures.Of(verdict) is { } failure)
                AttemptRows.Upsert(sql, place, verdict.UnitId, Chunk.Verdicts, new(1, GivenUp: true), failure);
            else Insert(sql, place, verdict);
        }
        return verdicts.Count;
    }

    public static Dictionary<string, StoredVerdict> Scores(PreparedSql sql, long campaign, string chunkId) => sql.Rows("""
        SELECT unit_id, score_a, score_b, winner, correct_a, correct_b, first_error_a, first_error_b, probability
        FROM verdicts WHERE campaign = $0 AND chunk_id = $1
        """, row => (Unit: row.GetString(0), Verdict: new StoredVerdict(
            row.GetDouble(1), row.GetDouble(2), (BattleWinner)row.GetInt32(3), row.FlagOrNull(4), row.FlagOrNull(5),
            row.WholeOrNull(6), row.WholeOrNull(7), row.NumberOrNull(8))), campaign, chunkId).ToDictionary(row => row.Unit, row => row.Verdict);

    public static Dictionary<string, VerdictResult> InFull(PreparedSql sql, long campaign, string chunkId) => sql.Rows("""
        SELECT unit_id, score_a, score_b, winner, games, correct_a, correct_b, first_error_a, first_error_b, reason_a, reason_b,
            probability, members, failed_replies
        FROM verdicts WHERE campaign = $0 AND chunk_id = $1
        """, InFull, campaign, chunkId).ToDictionary(verdict => verdict.UnitId);

    private static VerdictResult InFull(SqliteDataReader row)
    {
        var members = row.Json<Dictionary<string, VerdictResult>>(12);
        return new()
        {
            UnitId = row.GetString(0),
            Games = row.Json<GameScores[]>(4) ?? [],
            ScoreA = row.GetDouble(1),
            ScoreB = row.GetDouble(2),
            Winner = (BattleWinner)row.GetInt32(3),
            A = new(row.FlagOrNull(5), row.WholeOrNull(7), row.GetString(9)),
            B = new(row.FlagOrNull(6), row.WholeOrNull(8), row.GetString(10)),
            Probability = row.NumberOrNull(11),
            Members = members?.Where(member => member.Value.Failure is null).ToDictionary(member => member.Key, member => member.Value.Winner),
            FailedReplies = row.Json<JudgeReply[]>(13) ?? [],
            MemberVerdicts = members,
        };
    }
}

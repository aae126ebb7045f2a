using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using Npgsql;

namespace ArenaLearning.Flywheel.Ledger.Postgres;

/// <summary>The table <c>verdicts</c>.</summary>
internal static class VerdictTable
{
    public const string Name = "verdicts";

    /// <returns>Rows that are new: none for a unit that has its verdict, or was given up.</returns>
    public static Task<int> InsertAsync(NpgsqlConnection sql, RecordingPlace place, VerdictResult[] results, CancellationToken cancellationToken) =>
        sql.RunAsync("""
            INSERT INTO verdicts (campaign, chunk_id, step, unit_id, score_a, score_b, winner, games, correct_a, correct_b,
                first_error_a, first_error_b, reason_a, reason_b, probability, members, failed_replies)
            SELECT $1, $2, $3, new.* FROM unnest($4::text[], $5::float8[], $6::float8[], $7::int[], $8::text[], $9::bool[], $10::bool[],
                $11::int[], $12::int[], $13::text[], $14::text[], $15::float8[], $16::text[], $17::text[]) AS new (unit_id)
            WHERE NOT EXISTS (SELECT FROM attempts a WHERE a.campaign = $1 AND a.chunk_id = $2 AND a.unit_id = new.unit_id AND a.given_up)
            ON CONFLICT DO NOTHING
            """, cancellationToken, place.Campaign, place.ChunkId, place.Step,
            Array.ConvertAll(results, v => v.UnitId), Array.ConvertAll(results, v => v.ScoreA), Array.ConvertAll(results, v => v.ScoreB),
            Array.ConvertAll(results, v => (int)v.Winner), Array.ConvertAll(results, v => LedgerJson.Write(v.Games) ?? "[]"),
            Array.ConvertAll(results, v => v.A.Correct), Array.ConvertAll(results, v => v.B.Correct),
            Array.ConvertAll(results, v => v.A.FirstError), Array.ConvertAll(results, v => v.B.FirstError),
            Array.ConvertAll(results, v => v.A.Reason), Array.ConvertAll(results, v => v.B.Reason),
            Array.ConvertAll(results, v => v.Probability), Array.ConvertAll(results, v => LedgerJson.Write(v.MemberVerdicts)),
            Array.ConvertAll(results, v => LedgerJson.Write(v.FailedReplies)));

    /// <summary>Puts verdicts and failures in the place of what is recorded of the same units, as parts of the same steps.</summary>
    public static async Task ReplaceAsync(
        NpgsqlConnection sql, int campaign, string chunkId, IReadOnlyList<VerdictResult> verdicts, CancellationToken cancellationToken)
    {
        var units = verdicts.Select(verdict => verdict.UnitId).ToArray();
        var next = await StepTable.NextAsync(sql, campaign, cancellationToken);
        // A unit has a row in one of the two tables, for what is done does not fail; a verdict that came after a failure counts.
        var steps = (await sql.RowsAsync("""
            SELECT unit_id, step FROM attempts WHERE campaign = $1 AND chunk_id = $2 AND unit_id = ANY ($3)
            UNION ALL SELECT unit_id, step FROM verdicts WHERE campaign = $1 AND chunk_id = $2 AND unit_id = ANY ($3)
            """, row => (Unit: row.GetString(0), Step: row.GetInt64(1)), cancellationToken, campaign, chunkId, units))
            .GroupBy(row => row.Unit).ToDictionary(rows => rows.Key, rows => rows.Last().Step);
        foreach (var table in new[] { Name, AttemptTable.Name })
            await sql.RunAsync($"DELETE FROM {table} WHERE campaign = $1 AND chunk_id = $2 AND unit_id = ANY ($3)", cancellationToken,
                campaign, chunkId, units);
        foreach (var part in verdicts.GroupBy(verdict => steps.GetValueOrDefault(verdict.UnitId, next)))
        {
            var place = new RecordingPlace(campaign, chunkId, part.Key);
            var failures = part.Where(verdict => verdict.Failure is not null).ToDictionary(verdict => verdict.UnitId, verdict => UnitFailures.Of(verdict)!);
            await AttemptTable.UpsertAsync(sql, place, Chunk.Verdicts, new(1, GivenUp: true), failures, cancellationToken);
            await InsertAsync(sql, place, [.. part.Where(verdict => verdict.Failure is null)], cancellationToken);
        }
    }

    public static async Task<Dictionary<string, StoredVerdict>> ScoresAsync(
        NpgsqlConnection sql, int campaign, string chunkId, CancellationToken cancellationToken) => (await sql.RowsAsync("""
            SELECT unit_id, score_a, score_b, winner, correct_a, correct_b, first_error_a, first_error_b, probability
            FROM verdicts WHERE campaign = $1 AND chunk_id = $2 ORDER BY unit_id
            """, row => (Unit: row.GetString(0), Verdict: new StoredVerdict(
                row.GetDouble(1), row.GetDouble(2), (BattleWinner)row.GetInt32(3), row.OrNull<bool>(4), row.OrNull<bool>(5),
                row.OrNull<int>(6), row.OrNull<int>(7), row.OrNull<double>(8))), cancellationToken, campaign, chunkId))
        .ToDictionary(row => row.Unit, row => row.Verdict);

    public static async Task<Dictionary<string, VerdictResult>> InFullAsync(
        NpgsqlConnection sql, int campaign, string chunkId, CancellationToken cancellationToken) => (await sql.RowsAsync("""
            SELECT unit_id, score_a, score_b, winner, games, correct_a, correct_b, first_error_a, first_error_b, reason_a, reason_b,
                probability, members, failed_replies
            FROM verdicts WHERE campaign = $1 AND chunk_id = $2 ORDER BY unit_id
            """, InFull, cancellationToken, campaign, chunkId)).ToDictionary(verdict => verdict.UnitId);

    private static VerdictResult InFull(NpgsqlDataReader row)
    {
        var members = row.Json<Dictionary<string, VerdictResult>>(12);
        return new()
        {
            UnitId = row.GetString(0),
            Games = row.Json<GameScores[]>(4) ?? [],
            ScoreA = row.GetDouble(1),
            ScoreB = row.GetDouble(2),
            Winner = (BattleWinner)row.GetInt32(3),
            A = new(row.OrNull<bool>(5), row.OrNull<int>(7), row.Text(9)),
            B = new(row.OrNull<bool>(6), row.OrNull<int>(8), row.Text(10)),
            Probability = row.OrNull<double>(11),
            Members = members?.Where(member => member.Value.Failure is null).ToDictionary(member => member.Key, member => member.Value.Winner),
            FailedReplies = row.Json<JudgeReply[]>(13) ?? [],
            MemberVerdicts = members,
        };
    }
}

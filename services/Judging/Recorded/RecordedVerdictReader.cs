using System.Globalization;
using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Files;
using ArenaLearning.Contracts.Formats;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.Recorded;

/// <summary>
/// Reads one row of a file of verdicts, in the shapes that exist. A probability p of A being the better one is given as scores
/// 1 + 9 p and 1 + 9 (1 - p).
/// <list type="table">
/// <item><term><c>prompt_id, model_a, model_b, preference</c></term>
/// <description>preference in [1, 2], p = 2 - preference: below 1.5 A is better</description></item>
/// <item><term>FastChat's <c>question_id, model_a, model_b, winner</c></term>
/// <description>p = 1, 0 or 1/2; <c>tie (bothbad)</c> scores 1 to 1</description></item>
/// <item><term>MT-bench's <c>question_id, model_1, model_2, g1_winner, g2_winner</c></term><description>each game p = 1, 0 or 1/2</description></item>
/// <item><term>MT-bench's <c>question_id, model, score</c></term><description>scores of single answers, two of which make a verdict</description></item>
/// <item><term>Arena-Hard's <c>uid, model, baseline, games</c></term>
/// <description><c>A&gt;&gt;B, A&gt;B, A=B, B&gt;A, B&gt;&gt;A</c>: each game p = 1, 3/4, 1/2, 1/4, 0;
/// the baseline is A in the first game, the candidate in the second</description></item>
/// </list>
/// </summary>
internal static class RecordedVerdictReader
{
    /// <returns>A <see cref="RecordedVerdict"/> or a <see cref="RecordedScore"/>.</returns>
    /// <exception cref="InvalidDataException">No known shape, or a field that is missing or wrong; names file, line and field.</exception>
    public static object Read(JsonRecord record)
    {
        if (IsThere(record, "preference")) return OfPreference(record);
        if (IsThere(record, "g1_winner")) return OfMtBench(record);
        if (IsThere(record, "games")) return OfArenaHard(record);
        if (IsThere(record, "winner")) return OfFastChat(record);
        if (IsThere(record, "score")) return OfSingleAnswer(record);
        throw record.Wrong(
            $"no verdict: the row has {record.Names()}, and none of preference (with prompt_id, model_a, model_b), "
            + "winner (with question_id, model_a, model_b), g1_winner (with question_id, model_1, model_2, g2_winner), "
            + "score (with question_id, model), games (with uid, model, baseline)");
    }

    /// <summary>A null is a verdict that is missing, and says which shape the row has.</summary>
    private static bool IsThere(JsonRecord record, string field) => record.Has(field) || record.IsNull(field);

    private static RecordedVerdict OfPreference(JsonRecord record)
    {
        var verdict = Empty(record, "model_a", "model_b");
        if (!record.Has("preference")) return verdict with { Missing = "its preference is null" };
        var preference = record.Number("preference");
        if (preference is < 1 or > 2)
            throw record.Wrong("preference", string.Create(CultureInfo.InvariantCulture, $"must be from 1 (model_a is better) to 2 and is {preference}"));
        return verdict with { Games = [Game(2 - preference)], Probability = 2 - preference };
    }

    private static RecordedVerdict OfFastChat(JsonRecord record)
    {
        var verdict = Empty(record, "model_a", "model_b");
        if (record.IsNull("winner")) return verdict with { Missing = "its winner is null" };
        return verdict with
        {
            Games = [WinnerLabel.Read(record.Text("winner")) switch
            {
                BattleWinner.ModelA => Game(1),
                BattleWinner.ModelB => Game(0),
                BattleWinner.Tie => Game(0.5),
                BattleWinner.BothBad => new(1, 1),
                _ => throw record.Wrong("winner", $"must be {WinnerLabel.Allowed} and is '{record.Text("winner")}'"),
            }],
        };
    }

    private static RecordedVerdict OfMtBench(JsonRecord record)
    {
        var verdict = Empty(record, "model_1", "model_2");
        string[] fields = ["g1_winner", "g2_winner"];
        if (fields.FirstOrDefault(record.IsNull) is { } without) return verdict with { Missing = $"its {without} is null" };
        return fields.FirstOrDefault(field => record.Text(field) == "error") is { } failed
            ? verdict with { Missing = $"its {failed} is 'error': the judge's reply could not be read" }
            : verdict with { Games = [.. fields.Select(field => Game(Winner(field)))] };

        double Winner(string field) => record.Text(field) switch
        {
            "model_1" => 1,
            "model_2" => 0,
            "tie" => 0.5,
            var other => throw record.Wrong(field, $"must be model_1, model_2, tie or error and is '{other}'"),
        };
    }

    private static RecordedVerdict OfArenaHard(JsonRecord record)
    {
        var verdict = Empty(record, "baseline", "model");
        if (record.Find("games") is not { } games) return verdict with { Missing = "its games are null" };
        if (games.ValueKind != JsonValueKind.Array) throw record.Wrong("games", "must be a list of games");
        if (games.GetArrayLength() is not (1 or 2)) throw record.Wrong("games", $"must be one game or two and are {games.GetArrayLength()}");
        var scores = new List<GameScores>();
        foreach (var (i, fields) in games.EnumerateArray().Index())
        {
            if (fields.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null)) throw record.Wrong("games", "must be a list of objects");
            var game = record with { Fields = fields };
            if (fields.ValueKind == JsonValueKind.Null || !game.Has("score"))
                return verdict with { Missing = $"game {i + 1} has no score: the judge's reply could not be read" };
            var first = Label(game);
            scores.Add(Game(i == 0 ? first : 1 - first));
        }
        return verdict with { Games = scores };
    }

    /// <returns>How far the answer shown first is the better one.</returns>
    private static double Label(JsonRecord game) => game.Text("score").Trim('[', ']') switch
    {
        "A>>B" => 1,
        "A>B" => 0.75,
        "A=B" or "B=A" => 0.5,
        "B>A" or "A<B" => 0.25,
        "B>>A" or "A<<B" => 0,
        var other => throw game.Wrong("games.score", $"must be A>>B, A>B, A=B, B>A or B>>A and is '{other}'"),
    };

    private static RecordedScore OfSingleAnswer(JsonRecord record)
    {
        var (prompt, turn, model) = (Prompt(record), Turn(record), record.Name("model"));
        if (record.IsNull("score")) return new(prompt, turn, model, 0, record.Line, "its score is null");
        var score = record.Number("score");
        if (score is not (-1 or >= 1 and <= 10))
            throw record.Wrong("score", string.Create(CultureInfo.InvariantCulture, $"must be from 1 to 10, or -1 where there is none, and is {score}"));
        return new(prompt, turn, model, score, record.Line, score < 1 ? "its score is -1: the judge's reply could not be read" : null);
    }

    private static RecordedVerdict Empty(JsonRecord record, string a, string b)
    {
        var (modelA, modelB) = (record.Name(a), record.Name(b));
        return modelA != modelB ? new()
        {
            PromptId = Prompt(record),
            Turn = Turn(record),
            ModelA = modelA,
            ModelB = modelB,
            Games = [],
            Line = record.Line,
        }
            : throw record.Wrong(b, $"is '{modelB}', and so is {a}: a verdict is on two models");
    }

    private static string Prompt(JsonRecord record) =>
        record.Name(record.Has("prompt_id") ? "prompt_id" : record.Has("question_id") ? "question_id" : record.Has("uid") ? "uid" : "prompt_id");

    private static int? Turn(JsonRecord record) => record.Find("turn") switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var turn) && turn >= 1 => turn,
        _ => throw record.Wrong("turn", "must be a whole number from 1"),
    };

    private static GameScores Game(double probability) => new(1 + 9 * probability, 1 + 9 * (1 - probability));
}

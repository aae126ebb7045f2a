using ArenaLearning.Arena.Validation;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats;
using ArenaLearning.Ratings.Battles;

namespace ArenaLearning.Arena.BattleFiles;

/// <summary>What battle files call the same things: FastChat's columns, this project's own, AlpacaEval's preference.</summary>
internal static class BattleRecordReader
{
    /// <summary>For each way to write the style of a side, the names of length, headers, lists and bold.</summary>
    private static readonly string[][] StylesOfA = StyleNames("a"), StylesOfB = StyleNames("b");

    private static readonly string[] Verdicts = ["winner", "preference", "probability"];

    /// <exception cref="CommandRefusedException">A field is missing or wrong; names the file and the line.</exception>
    public static BattleRecord Read(BattleFields fields, string path, int line)
    {
        try
        {
            var (outcome, soft) = (OutcomeOf(fields), SoftOf(fields));
            return new(
                line, fields.Text("model_a") ?? throw new FormatException("model_a names no contestant."),
                fields.Text("model_b") ?? throw new FormatException("model_b names no contestant."),
                outcome, soft, fields.Text("category"), StyleOf(fields, StylesOfA), StyleOf(fields, StylesOfB))
            {
                PromptId = fields.Text("prompt_id") ?? fields.Text("question_id"),
                IsWithoutVerdict = outcome is null && soft is null && Verdicts.Any(fields.Has),
            };
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new CommandRefusedException($"{path}:{line}: {e.Message}");
        }
    }

    private static Outcome? OutcomeOf(BattleFields fields)
    {
        if (fields.Text("winner") is { } label)
            return WinnerLabel.Read(label) switch
            {
                BattleWinner.ModelA => Outcome.AWins,
                BattleWinner.ModelB => Outcome.BWins,
                BattleWinner.Tie or BattleWinner.BothBad => Outcome.Tie,
                _ => throw new FormatException($"winner is '{label}'; write {WinnerLabel.Allowed}."),
            };
        return Preference(fields) switch
        {
            null => null,
            < 1.5 => Outcome.AWins,
            > 1.5 => Outcome.BWins,
            _ => Outcome.Tie,
        };
    }

    private static double? SoftOf(BattleFields fields)
    {
        if (fields.Number("probability") is { } probability)
            return probability is >= 0 and <= 1 ? probability : throw new FormatException($"probability is {probability}; write one from 0 to 1.");
        if (Preference(fields) is { } preference) return 2 - preference;
        return fields.Number("score_a") is { } a && fields.Number("score_b") is { } b ? SoftOutcome.OfScores(a, b) : null;
    }

    private static double? Preference(BattleFields fields) => fields.Number("preference") switch
    {
        null => null,
        (>= 1 and <= 2) and var preference => preference,
        var preference => throw new FormatException($"preference is {preference}; write one from 1 (model_a is better) to 2."),
    };

    private static ResponseStyle? StyleOf(BattleFields fields, string[][] styles)
    {
        foreach (var names in styles)
        {
            if (fields.Number(names[0]) is not null)
                return new(Count(fields, names, 0), Count(fields, names, 1), Count(fields, names, 2), Count(fields, names, 3));
        }
        return null;
    }

    private static int Count(BattleFields fields, string[] names, int which) => fields.Number(names[which]) switch
    {
        null => throw new FormatException($"{names[0]} is given and {names[which]} is not; style needs both."),
        (>= 0 and <= int.MaxValue) and var count => (int)count,
        var count => throw new FormatException($"{names[which]} is {count}; write a count."),
    };

    private static string[][] StyleNames(string side) =>
    [
        [$"style_{side}.token_len", $"style_{side}.header_count", $"style_{side}.list_count", $"style_{side}.bold_count"],
        [
            $"conv_metadata.sum_assistant_{side}_tokens", $"conv_metadata.header_count_{side}", $"conv_metadata.list_count_{side}",
            $"conv_metadata.bold_count_{side}",
        ],
        [$"token_len_{side}", $"header_count_{side}", $"list_count_{side}", $"bold_count_{side}"],
        [$"sum_assistant_{side}_tokens", $"header_count_{side}", $"list_count_{side}", $"bold_count_{side}"],
    ];
}

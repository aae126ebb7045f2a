using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace ArenaLearning.Arena.Tests.Rankings;

/// <summary>Small files of battles.</summary>
internal static class SmallBattles
{
    /// <summary>A beats B twice and C three times out of four, and so on round, with a tie of each kind.</summary>
    public static IReadOnlyList<(string A, string B, string Winner, string Category, double Probability)> Battles { get; } =
    [
        ("a", "b", "model_a", "math", 0.9), ("b", "a", "model_b", "math", 0.2), ("a", "b", "model_b", "code", 0.45), ("b", "a", "tie", "code", 0.5),
        ("a", "c", "model_a", "math", 0.8), ("c", "a", "model_a", "code", 0.7), ("a", "c", "tie (bothbad)", "math", 0.5), ("a", "c", "model_a", "code", 0.95),
        ("b", "c", "model_a", "math", 0.6), ("c", "b", "model_a", "math", 0.55), ("b", "c", "model_a", "code", 0.85), ("c", "b", "both_bad", "code", 0.5),
    ];

    public static string Csv(string newLine = "\n") => string.Join(newLine,
        [
            "question_id,model_a,model_b,winner,category,probability,token_len_a,header_count_a,list_count_a,bold_count_a,"
            + "token_len_b,header_count_b,list_count_b,bold_count_b",
            .. Battles.Select((battle, i) => string.Create(CultureInfo.InvariantCulture,
                $"q{i},{battle.A},{battle.B},{battle.Winner},{battle.Category},{battle.Probability},"
                + $"{Length(i, 0)},{i % 2},{i % 3},0,{Length(i, 1)},1,{i % 4},2")),
        ]) + newLine;

    /// <summary>The same battles with the project's own style objects, or with FastChat's.</summary>
    public static string Jsonl(bool fastChat) => string.Concat(Battles.Select((battle, i) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["model_a"] = battle.A,
        ["model_b"] = battle.B,
        ["winner"] = battle.Winner,
        ["category"] = battle.Category,
        ["probability"] = battle.Probability,
        [fastChat ? "conv_metadata" : "style_a"] = fastChat
            ? new
            {
                sum_assistant_a_tokens = Length(i, 0),
                header_count_a = new { h1 = i % 2, h2 = 0 },
                list_count_a = new { ordered = 0, unordered = i % 3 },
                bold_count_a = new { stars = 0 },
                sum_assistant_b_tokens = Length(i, 1),
                header_count_b = new { h1 = 0, h3 = 1 },
                list_count_b = new { ordered = i % 4, unordered = 0 },
                bold_count_b = new { stars = 1, underscores = 1 },
            }
            : new { token_len = Length(i, 0), header_count = i % 2, list_count = i % 3, bold_count = 0 },
        ["style_b"] = fastChat ? "" : new { token_len = Length(i, 1), header_count = 1, list_count = i % 4, bold_count = 2 },
    }) + "\n"));

    public static void WriteCompressed(string path, string text)
    {
        using var stream = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        stream.Write(Encoding.UTF8.GetBytes(text));
    }

    public static int Length(int battle, int side) => 20 + 37 * (battle + 1) * (side + 2) % 101;
}

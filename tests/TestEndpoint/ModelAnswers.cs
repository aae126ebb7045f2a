using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ArenaLearning.TestEndpoint;

/// <summary>
/// What the models of a test endpoint say: a function of model, messages and seed. An answer ends with its quality,
/// <c>(quality 6.4)</c>, higher for some models than for others; a judge reads the marks of two answers and scores them so.
/// </summary>
public static partial class ModelAnswers
{
    private static readonly string[] Words =
        ("a about and answer because begins both by case comes example first follows for from gives hence holds if in is it matters more most next "
        + "of one other part question reason same second since step such that the then this to two when which with").Split(' ');

    /// <returns>
    /// The answer to a dialogue, or, where it asks for <c>score_a</c> and <c>score_b</c>, a judge's reply, or, where for
    /// <c>difficulty</c>, a rater's.
    /// </returns>
    public static string Answer(string model, JsonElement messages, long? seed)
    {
        var dialogue = string.Join('\n', messages.EnumerateArray().Select(m => m.GetProperty("content").GetString()));
        return dialogue.Contains("score_a", StringComparison.Ordinal) && dialogue.Contains("score_b", StringComparison.Ordinal)
            ? Verdict(messages)
            : dialogue.Contains("\"difficulty\"", StringComparison.Ordinal) ? Difficulty(model, dialogue) : Text(model, $"{dialogue}\n{seed}");
    }

    /// <summary>A unit vector that a text always has; texts that share words are near each other.</summary>
    public static float[] Embedding(string text, int dimensions = 64)
    {
        var vector = new float[dimensions];
        foreach (var word in text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var digest = Digest(word);
            for (var i = 0; i < dimensions; i++) vector[i] += (digest[i % digest.Length] + (i / digest.Length)) % 2 == 0 ? 1 : -1;
        }
        var length = MathF.Sqrt(vector.Sum(x => x * x));
        return length > 0 ? [.. vector.Select(x => x / length)] : vector;
    }

    private static string Verdict(JsonElement messages)
    {
        var last = messages[messages.GetArrayLength() - 1].GetProperty("content").GetString()!;
        var marks = Quality().Matches(last);
        double a, b;
        if (marks.Count >= 2) (a, b) = (Mark(marks[^2]), Mark(marks[^1]));
        else
        {
            var digest = Digest(last);
            (a, b) = (1 + (digest[0] % 10), 1 + (digest[1] % 10));
        }
        return string.Create(CultureInfo.InvariantCulture,
            $$"""{"score_a": {{a}}, "score_b": {{b}}, "reason": "The first answer is worth {{a}}, the second {{b}}."}""");
    }

    private static string Difficulty(string model, string dialogue)
    {
        var difficulty = Digest($"{model}\n{dialogue}")[0] % 101 / 10.0;
        return string.Create(CultureInfo.InvariantCulture, $$"""{"reason": "It takes {{difficulty}} of 10.", "difficulty": {{difficulty}}}""");
    }

    private static string Text(string model, string question)
    {
        var digest = Digest($"{model}\n{question}");
        var words = Enumerable.Range(0, 12 + (digest[0] % 20)).Select(i => Words[(digest[i % digest.Length] + (7 * i)) % Words.Length]);
        // Models differ by up to 4, their answers by up to 5 around that.
        var quality = 1 + (Digest(model)[0] % 41 / 10.0) + (digest[1] % 51 / 10.0);
        return string.Create(CultureInfo.InvariantCulture, $"{string.Join(' ', words)} (quality {quality:0.0})");
    }

    private static double Mark(Match match) => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex(@"\(quality (\d+\.\d)\)")]
    private static partial Regex Quality();
}

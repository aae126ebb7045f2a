using System.Text;
using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.DataMining.TestSets;

/// <summary>The prompt that asks a model for a difficulty, and how its reply is read.</summary>
public static class DifficultyPrompt
{
    /// <summary>Names the text in <c>Data/</c>; ratings under another version are other ratings.</summary>
    public const string Version = "difficulty-v1";

    public const double Least = 0, Most = 10;

    private static readonly string Template = DataText.Read($"{Version}.txt");

    public static string Text(PromptRow prompt)
    {
        var conversation = new StringBuilder();
        foreach (var turn in prompt.Messages) conversation.Append('[').Append(turn.Role).Append("]\n").Append(turn.Content).Append('\n');
        var text = conversation.ToString().TrimEnd();
        // A fence that the text does not hold cannot be closed by it.
        var fence = "=====";
        while (text.Contains(fence, StringComparison.Ordinal)) fence += "=";
        var (head, tail) = (Template.IndexOf("{conversation}", StringComparison.Ordinal), "{conversation}".Length);
        return string.Concat(
            Template[..head].Replace("{fence}", fence, StringComparison.Ordinal), text,
            Template[(head + tail)..].Replace("{fence}", fence, StringComparison.Ordinal));
    }

    /// <summary>
    /// Reads the one JSON object of a reply; a Markdown code fence around it is allowed and text around it is not,
    /// for a number in running text may be anything.
    /// </summary>
    public static DifficultyRating Parse(string reply)
    {
        try
        {
            using var document = JsonDocument.Parse(Unfenced(reply), new() { AllowDuplicateProperties = false });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return DifficultyRating.Failed("not a JSON object");
            if (!root.TryGetProperty("difficulty", out var value) || value.ValueKind != JsonValueKind.Number)
                return DifficultyRating.Failed("no number named difficulty");
            var difficulty = value.GetDouble();
            if (difficulty is not (>= Least and <= Most)) return DifficultyRating.Failed("difficulty out of range");
            var reason = root.TryGetProperty("reason", out var words) && words.ValueKind == JsonValueKind.String ? words.GetString() : null;
            return new(difficulty, reason);
        }
        catch (JsonException)
        {
            return DifficultyRating.Failed("not a JSON object");
        }
    }

    private static string Unfenced(string reply)
    {
        const string fence = "```";
        var text = reply.Trim();
        if (!text.StartsWith(fence, StringComparison.Ordinal) || !text.EndsWith(fence, StringComparison.Ordinal) || text.Length < 2 * fence.Length) return text;
        var inside = text[fence.Length..^fence.Length];
        return inside.StartsWith("json", StringComparison.OrdinalIgnoreCase) ? inside[4..] : inside;
    }
}

using System.Text;
using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats.Answers;
using ArenaLearning.Contracts.Formats.Records;

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
    /// Reads the one JSON object of a reply, after the model's thinking, in a Markdown code fence or in a sentence or not. A reply with
    /// several objects is not read, nor a number in running text, which may be anything.
    /// </summary>
    public static DifficultyRating Parse(string reply)
    {
        var (answer, _, unfinished) = Thinking.Split(reply);
        if (unfinished) return DifficultyRating.Failed("thinking without an end");
        var json = OnlyObject(Unfenced(answer));
        return Read(json) ?? (MendedJson.Of(json) is { } mended ? Read(mended) : null) ?? DifficultyRating.Failed("not a JSON object");
    }

    /// <returns>Null where it is no JSON object.</returns>
    private static DifficultyRating? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new() { AllowDuplicateProperties = false });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            if (!root.TryGetProperty("difficulty", out var value) || value.ValueKind != JsonValueKind.Number)
                return DifficultyRating.Failed("no number named difficulty");
            var difficulty = value.GetDouble();
            if (difficulty is not (>= Least and <= Most)) return DifficultyRating.Failed("difficulty out of range");
            var reason = root.TryGetProperty("reason", out var words) && words.ValueKind == JsonValueKind.String ? words.GetString() : null;
            return new(difficulty, reason);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter: half a surrogate pair, which is no text.
            return null;
        }
    }

    /// <summary>
    /// From the first brace to the last: with a second object in between it is no JSON. One that is part of a list does not stand for itself.
    /// </summary>
    private static string OnlyObject(string text)
    {
        var (start, end) = (text.IndexOf('{', StringComparison.Ordinal), text.LastIndexOf('}'));
        if (start < 0 || end < start || text.AsSpan(0, start).Contains('[') || text.AsSpan(end).Contains(']')) return text;
        return text[start..(end + 1)];
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

using System.Text;
using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.DataMining.Import;

/// <summary>Reads dialogues: Hugging Face's and OpenAI's <c>role</c> and <c>content</c>, ShareGPT's <c>from</c> and <c>value</c>.</summary>
internal static class Dialogue
{
    /// <param name="value">A list of turns, or text that is such a list in JSON (as a CSV file holds it).</param>
    /// <exception cref="FieldException">Names the field, the turn and what is wrong.</exception>
    public static List<ChatTurn> Read(string field, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) value = Parse(field, value.GetString()!);
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
            throw new FieldException(field, "must be a list of turns, each with role and content");
        return [.. value.EnumerateArray().Select((turn, i) => Turn($"{field}[{i}]", turn))];
    }

    private static ChatTurn Turn(string field, JsonElement turn)
    {
        if (turn.ValueKind != JsonValueKind.Object) throw new FieldException(field, "must be an object with role and content");
        var shareGpt = turn.TryGetProperty("from", out var role);
        if (!shareGpt && !turn.TryGetProperty("role", out role)) throw new FieldException($"{field}.role", "is missing");
        if (!turn.TryGetProperty(shareGpt ? "value" : "content", out var content))
            throw new FieldException($"{field}.{(shareGpt ? "value" : "content")}", "is missing");
        return new(Role($"{field}.{(shareGpt ? "from" : "role")}", role), Content(field, content));
    }

    private static string Role(string field, JsonElement role) => (role.ValueKind == JsonValueKind.String ? role.GetString() : null) switch
    {
        "user" or "human" => "user",
        "assistant" or "gpt" or "chatgpt" or "bot" or "model" => "assistant",
        "system" => "system",
        _ => throw new FieldException(field, $"must be system, user or assistant (or ShareGPT's human, gpt), is {role.GetRawText()}"),
    };

    /// <summary>Text, or OpenAI's list of parts where every part is text.</summary>
    private static string Content(string field, JsonElement content)
    {
        if (content.ValueKind == JsonValueKind.String) return content.GetString()!;
        if (content.ValueKind != JsonValueKind.Array) throw new FieldException($"{field}.content", "must be text");
        var text = new StringBuilder();
        foreach (var part in content.EnumerateArray())
            text.Append(part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var words) && words.ValueKind == JsonValueKind.String
                ? words.GetString() : throw new FieldException($"{field}.content", "has a part that is not text; only text can be judged"));
        return text.ToString();
    }

    private static JsonElement Parse(string field, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new FieldException(field, "must be a list of turns in JSON");
        }
    }
}

using System.Text;
using System.Text.Json;

namespace ArenaLearning.Endpoints.Protocol;

/// <summary>The content of a message: a text, or a list of parts.</summary>
/// <param name="Text">The parts of text joined; null where there is none.</param>
/// <param name="Thoughts">The parts of thinking joined; null where there is none.</param>
internal readonly record struct MessageParts(string? Text, string? Thoughts)
{
    public static MessageParts Read(JsonElement? content)
    {
        if (content is not { } value) return default;
        if (value.ValueKind == JsonValueKind.String) return new(value.GetString(), null);
        var (text, thoughts) = (new StringBuilder(), new StringBuilder());
        foreach (var part in value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : new[] { value }) Add(part, text, thoughts);
        return new(text.Length > 0 ? text.ToString() : null, thoughts.Length > 0 ? thoughts.ToString() : null);
    }

    private static void Add(JsonElement part, StringBuilder text, StringBuilder thoughts)
    {
        if (part.ValueKind == JsonValueKind.String) text.Append(part.GetString());
        else if (part.Text("type") is "thinking" or "reasoning" or "redacted_thinking" or "reasoning_content")
            Collect(part.Field("thinking") ?? part.Field("reasoning") ?? part.Field("text") ?? part.Field("content") ?? part.Field("summary"), thoughts);
        else Collect(part.Field("text") ?? part.Field("content") ?? part.Field("output_text") ?? part.Field("refusal"), text);
    }

    /// <summary>Texts of a text, or of a list of parts within a part.</summary>
    private static void Collect(JsonElement? value, StringBuilder into)
    {
        if (value is { ValueKind: JsonValueKind.String } text) into.Append(text.GetString());
        else if (value is { ValueKind: JsonValueKind.Array } parts)
            foreach (var part in parts.EnumerateArray())
                into.Append(part.ValueKind == JsonValueKind.String ? part.GetString() : part.Text("text"));
        // OpenAI's assistants put a text into an object: {"value": "…"}.
        else if (value is { ValueKind: JsonValueKind.Object } inner) into.Append(inner.Text("value"));
    }
}

using System.ComponentModel;
using System.Text.Json;

namespace ArenaLearning.Endpoints.Protocol;

/// <summary>What a reply of <c>chat/completions</c> says, as it is kept in the cache.</summary>
/// <param name="LatencySeconds">From sending the request to having read all of the reply.</param>
// Said to be immutable, so that the cache hands out one instance instead of a copy for each caller.
[ImmutableObject(true)]
internal sealed record ChatReply(
    string Text, bool Refused, string? Model, string? Fingerprint, string FinishReason, int PromptTokens, int ResponseTokens, double LatencySeconds)
{
    /// <exception cref="JsonException">The body is cut off, no JSON, or has no choice with a message.</exception>
    public static ChatReply Parse(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("choices", out var choices)
            || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0
            || !choices[0].TryGetProperty("message", out var message) || message.ValueKind != JsonValueKind.Object)
            throw new JsonException("it has no choices[0].message");
        var text = String(message, "content");
        var refusal = text is null ? String(message, "refusal") : null;
        var usage = root.TryGetProperty("usage", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        return new(
            text ?? refusal ?? "", refusal is not null, String(root, "model"), String(root, "system_fingerprint"),
            String(choices[0], "finish_reason") ?? "stop", Count(usage, "prompt_tokens"), Count(usage, "completion_tokens"), 0);
    }

    private static string? String(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int Count(JsonElement usage, string name) =>
        usage.ValueKind == JsonValueKind.Object && usage.TryGetProperty(name, out var value) && value.TryGetInt32(out var count) ? count : 0;
}

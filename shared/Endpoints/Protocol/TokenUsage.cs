using System.Text.Json;

namespace ArenaLearning.Endpoints.Protocol;

/// <summary>Tokens as the server counts them; null for what it does not say, or says in a way that cannot be.</summary>
internal readonly record struct TokenUsage(int? Prompt, int? Response)
{
    /// <param name="isAnswered">The reply has text or thoughts, so that no token at all cannot be.</param>
    public static TokenUsage Read(JsonElement reply, bool isAnswered)
    {
        if (reply.Field("usage") is not { } usage) return default;
        var prompt = usage.Count("prompt_tokens") ?? usage.Count("input_tokens");
        var response = usage.Count("completion_tokens") ?? usage.Count("output_tokens") ?? usage.Count("total_tokens") - prompt;
        // Nothing is asked in no tokens.
        return new(prompt > 0 ? prompt : null, response > 0 || (response == 0 && !isAnswered) ? response : null);
    }
}

namespace ArenaLearning.Endpoints.Protocol;

/// <summary>Tells what to write where a server refuses a field of the request, or what the request comes to.</summary>
internal static class RefusedField
{
    /// <summary>Fields that an extra body can leave out, and what stands for them; the more special name first.</summary>
    private static readonly (string Name, string Advice)[] Known =
    [
        ("max_completion_tokens", """Give it the name that it wants: extra_body: '{"max_tokens": null, "max_completion_tokens": 1024}'"""),
        ("max_tokens", "If that is too much, lower max_tokens, or shorten the prompt"),
        ("response_format", "If this is a judge, set json_mode: false"),
        ("temperature", """Leave it out: extra_body: '{"temperature": null}'"""),
        ("seed", """Leave it out: extra_body: '{"seed": null}'"""),
        ("top_p", """Leave it out: extra_body: '{"top_p": null}'"""),
    ];

    /// <returns>A sentence; null where the server names nothing that is known.</returns>
    public static string? Advice(ServerMessage said)
    {
        if (said.Code == "content_filter" || said.Text.Contains("content management policy", StringComparison.OrdinalIgnoreCase))
            return "Its content filter refuses the prompt: change the prompt, or the filter's settings.";
        if (said.Code == "context_length_exceeded" || said.Text.Contains("context length", StringComparison.OrdinalIgnoreCase))
            return "The prompt and max_tokens together are more than the model holds: lower max_tokens, or shorten the prompt.";
        foreach (var (name, advice) in Known)
            if (said.Text.Contains(name, StringComparison.OrdinalIgnoreCase) || said.Parameter == name) return $"{advice}.";
        if (SpeaksOfJsonMode(said.Text)) return "If the model has no JSON mode, set json_mode: false, if this is a judge.";
        return null;
    }

    /// <summary>Whether a refusal may mean that the reply was asked for as JSON.</summary>
    public static bool SpeaksOfJsonMode(string said) => Speaks(said, "response_format", "json", "structured output", "grammar", "guided");

    /// <summary>Whether a refusal may mean that there is a system message.</summary>
    public static bool SpeaksOfSystemRole(string said) => Speaks(said, "system", "developer instruction", "role");

    /// <summary>Whether a refusal means something that asking for less does not mend.</summary>
    public static bool SpeaksOfSomethingElse(string said) => Speaks(
        said, "context length", "max_tokens", "content management", "content filter", "temperature", "seed", "top_p", "api key", "quota", "too long");

    private static bool Speaks(string said, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
            if (said.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}

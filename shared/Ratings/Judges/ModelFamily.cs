namespace ArenaLearning.Ratings.Judges;

/// <summary>
/// Which family a model is of, guessed from its name: whose models may favour each other when one of them judges. A campaign that
/// knows better says so.
/// </summary>
public static class ModelFamily
{
    // The first that the name holds counts: a model named after another one is of the maker that stands first here.
    private static readonly (string Part, string Family)[] Parts =
    [
        ("openhermes", "hermes"), ("hermes", "hermes"), ("vicuna", "vicuna"), ("wizard", "wizardlm"), ("tulu", "tulu"), ("zephyr", "zephyr"),
        ("starling", "starling"),
        ("openchat", "openchat"), ("chatglm", "glm"), ("glm", "glm"), ("deepseek", "deepseek"), ("claude", "claude"), ("gemini", "gemini"), ("gemma", "gemini"),
        ("qwen", "qwen"), ("qwq", "qwen"), ("mixtral", "mistral"), ("mistral", "mistral"), ("ministral", "mistral"), ("command", "command"), ("phi-", "phi"),
        ("grok", "grok"), ("yi-", "yi"), ("llama", "llama"), ("gpt", "gpt"),
    ];

    /// <returns>Null where the name tells nothing.</returns>
    public static string? Guess(string model)
    {
        foreach (var (part, family) in Parts)
            if (model.Contains(part, StringComparison.OrdinalIgnoreCase)) return family;
        return null;
    }
}

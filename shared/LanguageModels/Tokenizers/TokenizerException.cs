namespace ArenaLearning.LanguageModels.Tokenizers;

/// <summary>A tokenizer's file cannot be used; the message names the file and the field.</summary>
public sealed class TokenizerException(string file, string? field, string problem, Exception? inner = null)
    : FormatException(field is null ? $"{file}: {problem}" : $"{file}: {field}: {problem}", inner)
{
    public string File { get; } = file;

    /// <summary>The field at fault, as a path of keys, or null where it is the file as a whole.</summary>
    public string? Field { get; } = field;
}

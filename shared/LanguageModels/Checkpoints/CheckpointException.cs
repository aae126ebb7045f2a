namespace ArenaLearning.LanguageModels.Checkpoints;

/// <summary>A checkpoint folder cannot be used; the message names the file and says what to do.</summary>
public sealed class CheckpointException(string file, string problem, Exception? inner = null)
    : FormatException($"{file}: {problem}", inner)
{
    /// <summary>The file at fault, or the folder.</summary>
    public string File { get; } = file;
}

namespace ArenaLearning.Flywheel.Yaml;

/// <summary>Where a value was written: a line of a file, or an option of the command line.</summary>
/// <param name="Source">Path of the file as the person wrote it, or the option, for example <c>--set seed=x</c>.</param>
/// <param name="Line">1 for the first line; 0 for an option.</param>
/// <param name="KeyPrefix">Path above the keys of an overlay, for example <c>profiles.quick.</c>.</param>
public readonly record struct Origin(string Source, int Line, string KeyPrefix = "")
{
    public static Origin OfOption(string option) => new(option, 0);

    public override string ToString() => Line > 0 ? $"{Source}:{Line}" : Source;
}

/// <summary>Something that is wrong in a file or an option.</summary>
/// <param name="Key">Path of the key, for example <c>competitors.0.temperature</c>; empty for the file as a whole.</param>
/// <param name="What">What is wrong and what is allowed.</param>
public sealed record FileProblem(Origin Origin, string Key, string What)
{
    public override string ToString() =>
        Key.Length == 0 ? $"{Origin}: {What}" : $"{Origin}: {Origin.KeyPrefix}{Key}: {What}";
}

/// <summary>A file is refused, for every reason that was found.</summary>
public sealed class FileRefusedException(IReadOnlyList<FileProblem> problems)
    : Exception(string.Join('\n', problems))
{
    public FileRefusedException(Origin origin, string key, string what) : this([new(origin, key, what)]) { }

    public IReadOnlyList<FileProblem> Problems { get; } = problems;
}

namespace ArenaLearning.Settings;

/// <summary>Something that a process is told by its environment.</summary>
/// <param name="Variable">Name of the environment variable, such as <c>ARENA_BUS</c> or <c>Logging__LogLevel__Default</c>.</param>
/// <param name="Meaning">For <c>docs/settings.md</c>, in Markdown, without a full stop.</param>
/// <param name="Default">What its absence means, in Markdown.</param>
/// <param name="Secret">It may hold a password or a key: no message repeats it.</param>
public sealed record Setting(string Variable, string Meaning, string Default, bool Secret = false)
{
    private const string FileSuffix = "_FILE";

    /// <summary>Its key among a configuration's: <c>ARENA:BUS</c> for <c>ARENA_BUS</c>; upper and lower case are the same there.</summary>
    public string Key => Variable.StartsWith(KnownSettings.Prefix, StringComparison.Ordinal)
        ? Variable.Replace('_', ':') : Variable.Replace("__", ":", StringComparison.Ordinal);

    /// <summary>The variable that names a file with the value in place of the value, such as <c>ARENA_BUS_FILE</c>; null for what is no secret.</summary>
    public string? FileVariable => Secret ? Variable + FileSuffix : null;

    /// <param name="lookup">The value of a key of the configuration or of an environment variable; null for none.</param>
    /// <returns>Null where it is not set or blank. What the configuration says under <see cref="Key"/> goes before the environment.</returns>
    /// <exception cref="ArgumentException">It is set, and so is <see cref="FileVariable"/>; or that file cannot be read, or is blank.</exception>
    public string? Value(Func<string, string?> lookup)
    {
        if (lookup(Key) is { } configured) return Text(configured);
        var value = Text(lookup(Variable));
        if (FileVariable is not { } variable || Text(lookup(variable.Replace('_', ':')) ?? lookup(variable)) is not { } path) return value;
        return value is null ? Content(variable, path)
            : throw new ArgumentException($"{Variable} and {variable} are both set: unset one of them.");
    }

    /// <summary><see cref="Value"/> of the environment alone.</summary>
    /// <inheritdoc cref="Value" path="/exception"/>
    public string? FromEnvironment() => Value(Environment.GetEnvironmentVariable);

    // As Docker and Kubernetes mount secrets; an editor ends the last line. What is in the file is in no message.
    private static string Content(string variable, string path)
    {
        try
        {
            return Text(File.ReadAllText(path))
                ?? throw new ArgumentException($"{variable} is '{path}', a file that is empty: write the value into it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{variable} is '{path}', a file that cannot be read: {e.Message}", e);
        }
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

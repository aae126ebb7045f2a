namespace ArenaLearning.Settings;

/// <summary>Something that a process is told by its environment.</summary>
/// <param name="Variable">Name of the environment variable, such as <c>ARENA_BUS</c> or <c>Logging__LogLevel__Default</c>.</param>
/// <param name="Meaning">For <c>docs/settings.md</c>, in Markdown, without a full stop.</param>
/// <param name="Default">What its absence means, in Markdown.</param>
/// <param name="Secret">It may hold a password or a key: no message repeats it.</param>
public sealed record Setting(string Variable, string Meaning, string Default, bool Secret = false)
{
    /// <summary>Its key among a configuration's: <c>ARENA:BUS</c> for <c>ARENA_BUS</c>; upper and lower case are the same there.</summary>
    public string Key => Variable.StartsWith(KnownSettings.Prefix, StringComparison.Ordinal)
        ? Variable.Replace('_', ':') : Variable.Replace("__", ":", StringComparison.Ordinal);

    /// <param name="lookup">The value of a key of the configuration or of an environment variable; null for none.</param>
    /// <returns>Null where it is not set or blank. What the configuration says under <see cref="Key"/> goes before the environment.</returns>
    public string? Value(Func<string, string?> lookup) =>
        (lookup(Key) ?? lookup(Variable)) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}

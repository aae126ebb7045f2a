namespace ArenaLearning.Flywheel.Files;

/// <summary>Which keys a mapping needs, and which it may have, by its <c>kind</c>.</summary>
internal static class KeysOfKind
{
    /// <param name="values">What the file gives; null where it gives nothing.</param>
    /// <param name="path">Of the mapping.</param>
    /// <param name="what">For example <c>a judge of kind llm</c>.</param>
    public static IEnumerable<BrokenRule> Broken(
        IEnumerable<(string Key, object? Value)> values, string[] needed, string[] known, string path, string what)
    {
        foreach (var (key, value) in values)
        {
            if (value is null && needed.Contains(key)) yield return new($"is missing: {what} needs it", $"{path}.{key}", $"{path}.kind");
            if (value is not null && !known.Contains(key)) yield return new($"has no meaning for {what}", $"{path}.{key}", $"{path}.kind");
        }
    }
}

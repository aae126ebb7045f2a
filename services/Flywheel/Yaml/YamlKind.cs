namespace ArenaLearning.Flywheel.Yaml;

/// <summary>One of the kinds that a mapping may be of.</summary>
/// <param name="Word">Value of its key <c>kind</c>.</param>
/// <param name="Read">Reads the keys of this kind and of no other.</param>
public sealed record YamlKind<T>(string Word, Func<YamlSection, T> Read);

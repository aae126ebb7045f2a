using System.Collections.Concurrent;
using ArenaLearning.Contracts.Files;
using ArenaLearning.Judging.Games;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace ArenaLearning.Judging.LlmJudges;

/// <summary>Prompt files: those in <c>Prompts/</c> by name, and others by path.</summary>
public static class JudgePromptFile
{
    private const string Extension = ".yaml";

    private static readonly ConcurrentDictionary<string, JudgePrompt> BuiltIn = new(StringComparer.Ordinal);

    /// <summary>The prompts that have a name.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(JudgePromptFile).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(Extension, StringComparison.Ordinal))
            .Select(name => name[..^Extension.Length]).Order(StringComparer.Ordinal)];

    /// <param name="nameOrPath">One of <see cref="Names"/>, or the path of a file that ends with <c>.yaml</c>, in any case.</param>
    /// <exception cref="JudgeException">There is no such prompt, or it is no prompt file.</exception>
    public static JudgePrompt Read(string nameOrPath)
    {
        if (!nameOrPath.EndsWith(Extension, StringComparison.OrdinalIgnoreCase)) return Named(nameOrPath);
        try
        {
            return Parse(DataFile.ReadText(nameOrPath), nameOrPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new JudgeException($"the judge prompt {nameOrPath} cannot be read: {e.Message}", e);
        }
    }

    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="JudgeException">There is no such prompt.</exception>
    public static JudgePrompt Named(string name) => Names.Contains(name)
        ? BuiltIn.GetOrAdd(name, ReadBuiltIn)
        : throw new JudgeException($"there is no judge prompt '{name}': name one of {string.Join(", ", Names)}, or a file that ends with {Extension}");

    /// <param name="source">Named in problems.</param>
    /// <exception cref="JudgeException">The text is no prompt file; names source and line.</exception>
    public static JudgePrompt Parse(string text, string source)
    {
        PromptFields? fields;
        try
        {
            fields = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build().Deserialize<PromptFields?>(text);
        }
        catch (YamlException e)
        {
            throw new JudgeException($"{source}:{e.Start.Line}: not a prompt file, which has version, system and user: {e.Message}", e);
        }
        return new(Given(fields?.Version, "version", source), Given(fields?.System, "system", source), Given(fields?.User, "user", source), source);
    }

    private static string Given(string? value, string field, string source) =>
        string.IsNullOrWhiteSpace(value) ? throw new JudgeException($"{source}: a prompt file needs '{field}'") : value;

    private static JudgePrompt ReadBuiltIn(string name)
    {
        using var reader = new StreamReader(typeof(JudgePromptFile).Assembly.GetManifestResourceStream(name + Extension)!);
        return Parse(reader.ReadToEnd(), $"the prompt {name}");
    }

    private sealed class PromptFields
    {
        public string? Version { get; init; }
        public string? System { get; init; }
        public string? User { get; init; }
    }
}

using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Judges;

/// <summary>The files that judges name.</summary>
public static class JudgeFiles
{
    private const string PromptExtension = ".yaml";

    /// <summary>A judge's prompt: a name, or the full path of a file.</summary>
    public static string PromptOf(string written, Func<string, string> resolve) => IsPromptFile(written) ? resolve(written) : written;

    /// <summary>Whether a judge's prompt is one of a file, not one that has a name.</summary>
    public static bool IsPromptFile(string written) => written.EndsWith(PromptExtension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether what a judge, or its jury's members, is made of is not what it was, wherever it lies.</summary>
    public static bool AreChanged(JudgeReference now, JudgeReference before) =>
        !now.Artifacts.Select(file => file.Sha256).SequenceEqual(before.Artifacts.Select(file => file.Sha256));
}

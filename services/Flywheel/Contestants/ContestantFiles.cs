using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Contestants;

/// <summary>The files that contestants name.</summary>
public static class ContestantFiles
{
    /// <returns>The first whose files are not what they were, wherever they lie; null where all are.</returns>
    public static string? Changed(IReadOnlyList<ContestantReference> now, IReadOnlyList<ContestantReference> before) => now.Zip(before)
        .FirstOrDefault(pair => !Hashes(pair.First).SequenceEqual(Hashes(pair.Second))).First?.Name;

    private static IEnumerable<string> Hashes(ContestantReference contestant) => contestant.Artifacts.Select(file => file.Sha256);
}

using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Services.Tests.Ledger;

/// <summary>Everything in a folder, to see that nothing of it was changed.</summary>
internal static class FolderContent
{
    /// <returns>Names, times and hashes of all files, in the order of their names.</returns>
    public static IReadOnlyList<string> Of(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(file => $"{Path.GetRelativePath(folder, file)} {File.GetLastWriteTimeUtc(file):O} {Hash(file)}")];

    private static string Hash(string file) => ContentHash.OfText(Convert.ToHexString(File.ReadAllBytes(file)));
}

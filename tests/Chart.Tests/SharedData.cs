using ArenaLearning.Chart.Tests.Rendered;
using Xunit;

namespace ArenaLearning.Chart.Tests;

/// <summary>Real data beside the repository, for those who have it.</summary>
internal static class SharedData
{
    /// <returns>Path of the folder; the test is skipped where it is not there.</returns>
    public static string Folder(string relative)
    {
        var path = Repository.PathOf($"../shared/data/{relative}");
        Assert.SkipUnless(Directory.Exists(path), $"{path} is not there");
        return path;
    }
}

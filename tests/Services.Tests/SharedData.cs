using System.Runtime.CompilerServices;
using Xunit;

namespace ArenaLearning.Services.Tests;

/// <summary>Real data beside the repository, for those who have it.</summary>
internal static class SharedData
{
    /// <returns>Path of the file; the test is skipped where it is not there.</returns>
    public static string File(string relative)
    {
        var path = Path.GetFullPath(Path.Combine(Folder(), "../../../shared/data", relative));
        Assert.SkipUnless(System.IO.File.Exists(path), $"{path} is not there");
        return path;
    }

    private static string Folder([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}

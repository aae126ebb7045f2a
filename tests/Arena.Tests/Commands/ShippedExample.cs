using System.Runtime.CompilerServices;

namespace ArenaLearning.Arena.Tests.Commands;

/// <summary>The campaign file that ships in the repository.</summary>
internal static class ShippedExample
{
    public static string Path { get; } = Below("examples/arithmetic.yaml");

    private static string Below(string relative, [CallerFilePath] string thisFile = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(thisFile)!, "../../..", relative));
}

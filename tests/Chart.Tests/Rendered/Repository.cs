using System.Runtime.CompilerServices;

namespace ArenaLearning.Chart.Tests.Rendered;

internal static class Repository
{
    private static readonly string Root = FindRoot();

    public static string Chart { get; } = PathOf("helm/arena-learning");

    /// <summary>A path below the repository's root.</summary>
    public static string PathOf(string relative) => Path.GetFullPath(Path.Combine(Root, relative));

    /// <summary>A path below the chart.</summary>
    public static string InChart(string relative) => Path.Combine(Chart, relative);

    private static string FindRoot([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../.."));
}

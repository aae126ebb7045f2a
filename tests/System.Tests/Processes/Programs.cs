using System.Reflection;

namespace ArenaLearning.System.Tests.Processes;

/// <summary>Where the build put the programs under test.</summary>
internal static class Programs
{
    private static readonly Dictionary<string, string> Recorded = typeof(Programs).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .ToDictionary(a => a.Key, a => a.Value ?? "");

    public static string Repository => Recorded["repository"];

    /// <summary><c>arena.dll</c>.</summary>
    public static string Arena => Find("arena");

    /// <param name="name">Of the folder in <c>services/</c>.</param>
    public static string Service(string name) => Find($"ArenaLearning.{name}");

    private static string Find(string assembly)
    {
        if (!Recorded.TryGetValue($"program:{assembly}", out var path))
            throw new InvalidOperationException(
                $"System.Tests was built without a reference to {assembly}; services/Arena must reference it.");
        if (!File.Exists(path))
            throw new InvalidOperationException($"{path} is gone since System.Tests was built: build it again.");
        return path;
    }
}

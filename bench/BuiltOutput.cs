namespace ArenaLearning.Bench;

/// <summary>Where the build put the programs that benches start as processes of their own.</summary>
internal static class BuiltOutput
{
    /// <param name="project">Folder of a project, from the repository's root on, with forward slashes.</param>
    /// <returns>Its output folder, built in the same configuration as this program.</returns>
    /// <exception cref="InvalidOperationException">This program does not run from within the repository.</exception>
    public static string Of(string project)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "ArenaLearning.sln")))
            root = root.Parent ?? throw new InvalidOperationException($"Run this from the repository: {project} is taken from there.");
#if DEBUG
        const string Configuration = "Debug";
#else
        const string Configuration = "Release";
#endif
        return Path.Combine(root.FullName, project, "bin", Configuration, $"net{Environment.Version.ToString(2)}");
    }
}

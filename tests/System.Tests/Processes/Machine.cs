namespace ArenaLearning.System.Tests.Processes;

/// <summary>A process' own home, temporary and working folder, as if it were on a machine of its own. They go when this is disposed.</summary>
internal sealed class Machine : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("machine-");

    public Machine()
    {
        foreach (var name in new[] { "home", "tmp", "work" }) root.CreateSubdirectory(name);
    }

    public string WorkingFolder => Of("work");

    public ChildProcess Start(string name, string dll, IEnumerable<string> arguments, Uri? bus, IReadOnlyDictionary<string, string?> environment) =>
        ChildProcess.Start(name, dll, arguments, bus, environment.Concat(
        [
            new("HOME", Of("home")), new("TMPDIR", Of("tmp")), new("XDG_CACHE_HOME", null), new("XDG_DATA_HOME", null),
        ]), WorkingFolder);

    public void Dispose() => root.Delete(recursive: true);

    private string Of(string name) => Path.Combine(root.FullName, name);
}

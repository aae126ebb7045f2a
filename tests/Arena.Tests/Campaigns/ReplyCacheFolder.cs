namespace ArenaLearning.Arena.Tests.Campaigns;

/// <summary>
/// A folder with a cache of replies of its own. Where the cache is, is told by the process's environment, so tests with such a
/// folder take turns: they are one collection.
/// </summary>
internal sealed class ReplyCacheFolder : IDisposable
{
    private readonly string path;

    public ReplyCacheFolder(string prefix)
    {
        path = Directory.CreateTempSubdirectory(prefix).FullName;
        Environment.SetEnvironmentVariable("ARENA_CACHE", At("cache"));
    }

    public string At(string name) => Path.Combine(path, name);

    public void Dispose() => Directory.Delete(path, recursive: true);
}

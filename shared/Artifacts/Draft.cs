namespace ArenaLearning.Artifacts;

/// <summary>A local path for a file or folder that is being written, and that goes when this is disposed.</summary>
public sealed class Draft : IDisposable
{
    /// <param name="folder">Made when it is missing.</param>
    internal Draft(string folder)
    {
        Directory.CreateDirectory(folder);
        Path = System.IO.Path.Combine(folder, Guid.NewGuid().ToString("N"));
    }

    /// <summary>Nothing is there yet; its folder is.</summary>
    public string Path { get; }

    public void Dispose()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
        else File.Delete(Path);
    }
}

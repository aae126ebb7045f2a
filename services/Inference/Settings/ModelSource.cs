namespace ArenaLearning.Inference.Settings;

/// <summary>A checkpoint to serve.</summary>
/// <param name="Name">What requests call it.</param>
public sealed record ModelSource(string Name, string Folder)
{
    /// <summary>The folder's own name stands for it unless another is given.</summary>
    public static ModelSource Of(string folder, string? name = null) =>
        new(name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), folder);
}

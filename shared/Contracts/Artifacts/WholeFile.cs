namespace ArenaLearning.Contracts.Artifacts;

/// <summary>Files that a reader, or a process killed half-way, never sees half of.</summary>
public static class WholeFile
{
    /// <summary>Where the text of a file lies until it is whole. One that a killed process left is overwritten by the next writer.</summary>
    public static string PartialOf(string path) => $"{path}.partial";

    /// <summary>Writes UTF-8 beside the path and renames it into place; a file that is there is replaced. One writer at a time.</summary>
    /// <exception cref="IOException">The folder is missing or the disk is full; a former file is then as before.</exception>
    public static async Task WriteTextAsync(string path, string text, CancellationToken cancellationToken = default)
    {
        await File.WriteAllTextAsync(PartialOf(path), text, cancellationToken);
        File.Move(PartialOf(path), path, overwrite: true);
    }
}

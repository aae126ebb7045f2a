using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Flywheel.Files;

/// <summary>Paths of a campaign file as references to what they name.</summary>
public sealed class CampaignPaths(string specPath)
{
    public string SpecPath => specPath;

    public string Resolve(string written) => Resolve(specPath, written);

    /// <summary>The full path of a path that is written in a file.</summary>
    /// <param name="filePath">Path of the campaign file.</param>
    public static string Resolve(string filePath, string written) =>
        Path.GetFullPath(written, Path.GetDirectoryName(Path.GetFullPath(filePath))!);

    /// <exception cref="CampaignStoppedException">There is no such folder.</exception>
    public async Task<ArtifactReference> FolderAsync(string written, string key, CancellationToken cancellationToken)
    {
        var path = Resolve(written);
        if (!Directory.Exists(path)) throw Missing(key, "folder", path);
        return new(new Uri(path).AbsoluteUri, await ContentHash.OfFolderAsync(path, cancellationToken));
    }

    /// <exception cref="CampaignStoppedException">There is no such file.</exception>
    public async Task<ArtifactReference> FileAsync(string written, string key, CancellationToken cancellationToken)
    {
        var path = Resolve(written);
        if (!File.Exists(path)) throw Missing(key, "file", path);
        return new(new Uri(path).AbsoluteUri, await ContentHash.OfFileAsync(path, cancellationToken));
    }

    private CampaignStoppedException Missing(string key, string what, string path) =>
        new($"{specPath}: {key}: there is no {what} {path}. Correct the path, or put the files there, and run again.");
}

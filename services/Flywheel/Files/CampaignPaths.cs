using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Flywheel.Files;

/// <summary>Paths of a campaign file as artifacts: what they name.</summary>
/// <param name="specPath">Path of the campaign file, named in messages to a person; relative paths in it start from its folder.</param>
public abstract class CampaignPaths(string specPath, IArtifactStore artifacts)
{
    public string SpecPath => specPath;

    public IArtifactStore Artifacts => artifacts;

    public string Resolve(string written) => Resolve(specPath, written);

    /// <summary>The full path of a path that is written in a file.</summary>
    /// <param name="filePath">Path of the campaign file.</param>
    public static string Resolve(string filePath, string written) =>
        Path.GetFullPath(written, Path.GetDirectoryName(Path.GetFullPath(filePath))!);

    /// <param name="key">Of the value in the campaign file.</param>
    /// <exception cref="CampaignStoppedException">There is no such folder.</exception>
    public abstract Task<ArtifactReference> FolderAsync(string written, string key, CancellationToken cancellationToken);

    /// <param name="key">Of the value in the campaign file.</param>
    /// <exception cref="CampaignStoppedException">There is no such file.</exception>
    public abstract Task<ArtifactReference> FileAsync(string written, string key, CancellationToken cancellationToken);
}

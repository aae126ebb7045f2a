using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Flywheel.Files;

/// <summary>Paths of a campaign file whose folder this process need not see: whoever started the campaign has brought what they name.</summary>
/// <param name="files">By the path as it is written in the file.</param>
public sealed class BroughtPaths(
    string specPath, IArtifactStore artifacts, IReadOnlyDictionary<string, ArtifactReference> files) : CampaignPaths(specPath, artifacts)
{
    public override Task<ArtifactReference> FolderAsync(string written, string key, CancellationToken cancellationToken) => Find(written, key);

    public override Task<ArtifactReference> FileAsync(string written, string key, CancellationToken cancellationToken) => Find(written, key);

    private Task<ArtifactReference> Find(string written, string key) => files.TryGetValue(written, out var artifact)
        ? Task.FromResult(artifact)
        : throw new CampaignStoppedException(
            $"{SpecPath}: {key}: {written} did not come with the campaign. Start it with `arena run` of the version that the services have.");
}

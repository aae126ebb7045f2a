using System.Collections.Concurrent;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Flywheel.Files;

/// <summary>Paths of a campaign file on the machine where it lies: each that is asked for is brought into the store.</summary>
/// <param name="scope">Where copies go, if the store needs any.</param>
public sealed class LocalPaths(string specPath, IArtifactStore artifacts, ArtifactScope scope) : CampaignPaths(specPath, artifacts)
{
    private readonly ConcurrentDictionary<string, ArtifactReference> brought = new(StringComparer.Ordinal);

    /// <summary>What was asked for so far, by the path as it is written in the file.</summary>
    public IReadOnlyDictionary<string, ArtifactReference> Brought => brought;

    public override async Task<ArtifactReference> FolderAsync(string written, string key, CancellationToken cancellationToken)
    {
        var path = Resolve(written);
        if (!Directory.Exists(path)) throw Missing(key, "folder", path);
        return brought[written] = await Artifacts.BringFolderAsync(path, scope, cancellationToken);
    }

    public override async Task<ArtifactReference> FileAsync(string written, string key, CancellationToken cancellationToken)
    {
        var path = Resolve(written);
        if (!File.Exists(path)) throw Missing(key, "file", path);
        return brought[written] = await Artifacts.BringFileAsync(path, scope, cancellationToken);
    }

    private CampaignStoppedException Missing(string key, string what, string path) =>
        new($"{SpecPath}: {key}: there is no {what} {path}. Correct the path, or put the files there, and run again.");
}

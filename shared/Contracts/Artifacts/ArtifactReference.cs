namespace ArenaLearning.Contracts.Artifacts;

/// <summary>Where a set of rows or a checkpoint lies and what it contains.</summary>
/// <param name="Uri">A <c>file://</c> URI of a file (datasets, battles) or a folder (checkpoints).</param>
/// <param name="Sha256">Lower-case hex digest of the content, see <see cref="ContentHash"/>.</param>
public sealed record ArtifactReference(string Uri, string Sha256)
{
    /// <summary>The local path behind the URI.</summary>
    public string LocalPath() => new Uri(Uri).LocalPath;
}

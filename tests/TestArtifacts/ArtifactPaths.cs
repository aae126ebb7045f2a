using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.TestArtifacts;

internal static class ArtifactPaths
{
    /// <summary>The path of an artifact of a folder store, for a test that looks at the file itself or damages it.</summary>
    public static string LocalPath(this ArtifactReference artifact) => new Uri(artifact.Uri).LocalPath;
}

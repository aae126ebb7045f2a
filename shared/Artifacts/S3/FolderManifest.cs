using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Artifacts.S3;

/// <summary>Which files a folder has. It is written when they all are, so a folder is whole or not there.</summary>
/// <param name="Version">Of this format.</param>
/// <param name="Sha256">Of the folder, see <see cref="ContentHash"/>.</param>
/// <param name="Writing">The part of the files' keys that sets this writing of the folder apart from others.</param>
internal sealed record FolderManifest(int Version, string Sha256, string Writing, IReadOnlyList<FolderManifest.File> Files)
{
    public const int CurrentVersion = 1;

    /// <param name="Bytes">Length.</param>
    public sealed record File(string Name, string Sha256, long Bytes);

    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, JsonLines.Options);

    /// <returns>Null where this is no manifest, or leads out of its folder.</returns>
    /// <exception cref="ArtifactException">It is one of a newer version.</exception>
    public static FolderManifest? Read(byte[] utf8, string place)
    {
        try
        {
            var read = JsonSerializer.Deserialize<FolderManifest>(utf8, JsonLines.Options);
            if (read is { Version: > CurrentVersion }) throw ArtifactException.Newer(place, read.Version);
            return read is { Writing: { } writing, Sha256: not null, Files: { } files } && ArtifactScope.IsName(writing)
                && files.All(file => file is { Name: { } name, Sha256: not null } && ArtifactScope.IsName(name)) ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

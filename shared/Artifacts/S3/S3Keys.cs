using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Artifacts.S3;

/// <summary>Keys of objects, and what they mean.</summary>
/// <param name="root">The part of the bucket that is the store.</param>
/// <param name="prefix">What keys in it begin with; with a slash at its end where it is not empty.</param>
internal sealed class S3Keys(ArtifactScope root, string prefix)
{
    /// <summary>The object that says which files a folder has. A folder without it is none.</summary>
    private const string ManifestName = ".manifest.json";

    /// <param name="address">Of an artifact or, with a slash at its end, of a scope.</param>
    /// <exception cref="ArtifactException">It lies in another store, or leads out of this one: addresses come in messages.</exception>
    public string Of(string address)
    {
        if (address == root.Address) return prefix;
        if (!address.StartsWith(root.Address, StringComparison.Ordinal)) throw ArtifactException.Elsewhere(address, root.Address);
        var (names, end) = address[^1] == '/' ? (address[root.Address.Length..^1], "/") : (address[root.Address.Length..], "");
        string[] parts = [.. names.Split('/').Select(Uri.UnescapeDataString)];
        return parts.All(ArtifactScope.IsName) ? $"{prefix}{string.Join('/', parts)}{end}" : throw ArtifactException.Elsewhere(address, root.Address);
    }

    /// <param name="folder">Key of a folder.</param>
    public static string ManifestOf(string folder) => $"{folder}/{ManifestName}";

    /// <summary>Key of a file in a folder. Each writing of a folder has files of its own, so that one never touches those of another.</summary>
    public static string FileOf(string folder, string writing, string name) => $"{folder}/{writing}/{name}";

    /// <summary>Whether it is of one of the folders: its manifest, or one of the files of any of its writings.</summary>
    public static bool LiesIn(string key, IReadOnlySet<string> folders)
    {
        for (var slash = key.LastIndexOf('/'); slash > 0; slash = key.LastIndexOf('/', slash - 1))
            if (folders.Contains(key[..slash])) return true;
        return false;
    }

    /// <returns>The folder whose manifest this is; null for another object.</returns>
    public static string? FolderOfManifest(string key) => key.EndsWith($"/{ManifestName}", StringComparison.Ordinal) ? key[..^(ManifestName.Length + 1)] : null;
}

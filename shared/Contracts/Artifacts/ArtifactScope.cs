namespace ArenaLearning.Contracts.Artifacts;

/// <summary>The part of an artifact store that somebody may write to: what is written there gets a name under it.</summary>
/// <param name="Address">Of the part, with a slash at its end, for example <c>file:///runs/quick/datasets/</c>.</param>
public sealed record ArtifactScope(string Address)
{
    /// <summary>The scope of a local folder, which need not be there yet.</summary>
    public static ArtifactScope OfFolder(string path) =>
        new($"{new Uri(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))).AbsoluteUri}/");

    /// <summary>A part of this part.</summary>
    /// <exception cref="ArgumentException">As <see cref="AddressOf"/>.</exception>
    public ArtifactScope Under(string name) => new($"{AddressOf(name)}/");

    /// <summary>The address of the artifact of this name.</summary>
    /// <exception cref="ArgumentException">The name is empty or would lead out of the scope.</exception>
    public string AddressOf(string name) => IsName(name) ? $"{Address}{Uri.EscapeDataString(name)}"
        : throw new ArgumentException($"'{name}' is no name of an artifact: use one that names a file or folder right in {this}", nameof(name));

    /// <summary>Whether the artifact lies in this scope, or in one under it.</summary>
    public bool Contains(ArtifactReference artifact) => artifact.Uri.Length > Address.Length
        && artifact.Uri.StartsWith(Address, StringComparison.Ordinal)
        && artifact.Uri[Address.Length..].Split('/').All(part => IsName(Uri.UnescapeDataString(part)));

    /// <returns>The artifact's name from here, for example <c>checkpoints/SFT-I1</c>; its whole address where it lies elsewhere.</returns>
    public string NameOf(ArtifactReference artifact) => Contains(artifact) ? Uri.UnescapeDataString(artifact.Uri[Address.Length..]) : artifact.Uri;

    /// <summary>Whether this names what lies right in a scope or folder, and leads nowhere else.</summary>
    public static bool IsName(string name) => name is not ("" or "." or "..") && !name.AsSpan().ContainsAny('/', '\\');

    /// <summary>As a person would write it: the path of a local folder, else the address.</summary>
    public override string ToString() =>
        Uri.TryCreate(Address, UriKind.Absolute, out var uri) && uri.IsFile ? Path.TrimEndingDirectorySeparator(uri.LocalPath) : Address;
}

using System.Runtime.CompilerServices;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Artifacts;

/// <summary>
/// Artifacts as files and folders at <c>file://</c> addresses, in folders that every process sees under the same path. What is read is read in place
/// once its hash was checked.
/// </summary>
/// <param name="shared">
/// The only folder that the processes share: what is brought is copied to <c>brought/SHA256/NAME</c> in it, once. Null where they see all that a person
/// may name: what is brought is referred to where it lies.
/// </param>
public sealed class FolderArtifactStore(string? shared = null) : IArtifactStore
{
    private const string Brought = "brought", PartialEnding = ".partial";

    private readonly KnownHashes hashes = new();

    public async Task<ArtifactReference> WriteFileAsync(
        ArtifactScope scope, string name, Func<Stream, Task> writeAsync, CancellationToken cancellationToken = default)
    {
        var address = scope.AddressOf(name);
        var path = PathOf(address);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = PartialOf(path);
        try
        {
            string sha256;
            await using (var file = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            await using (var hashing = new HashingStream(file))
            {
                await writeAsync(hashing);
                sha256 = hashing.TakeSha256();
            }
            cancellationToken.ThrowIfCancellationRequested();
            File.Move(partial, path, overwrite: true);
            return new(address, sha256);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    public async Task<ArtifactReference> WriteFolderAsync(
        ArtifactScope scope, string name, Func<string, Task> writeAsync, CancellationToken cancellationToken = default)
    {
        var address = scope.AddressOf(name);
        var folder = PathOf(address);
        var partial = PartialOf(folder);
        try
        {
            Directory.CreateDirectory(partial);
            await writeAsync(partial);
            var written = new ArtifactReference(address, await ContentHash.OfFolderAsync(partial, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            // Two workers may come to the same at the same time, and one of them may be read already.
            if (!MovesInto(folder, partial) && await ContentHash.OfFolderAsync(folder, cancellationToken) != written.Sha256) Replace(folder, partial);
            return written;
        }
        finally
        {
            if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
        }
    }

    public async Task<ArtifactReference> BringFileAsync(string path, ArtifactScope scope, CancellationToken cancellationToken = default)
    {
        var lying = new ArtifactReference(AddressOf(path), await ContentHash.OfFileAsync(path, cancellationToken));
        if (shared is null) return lying;
        var (place, name) = BroughtAs(lying, shared);
        var copy = PathOf(place.AddressOf(name));
        if (File.Exists(copy) && await hashes.OfFileAsync(copy, cancellationToken) == lying.Sha256) return new(AddressOf(copy), lying.Sha256);
        return await WriteFileAsync(place, name, async stream =>
        {
            await using var file = File.OpenRead(path);
            await file.CopyToAsync(stream, cancellationToken);
        }, cancellationToken);
    }

    public async Task<ArtifactReference> BringFolderAsync(string path, ArtifactScope scope, CancellationToken cancellationToken = default)
    {
        var lying = new ArtifactReference(AddressOf(path), await ContentHash.OfFolderAsync(path, cancellationToken));
        if (shared is null) return lying;
        var (place, name) = BroughtAs(lying, shared);
        var copy = PathOf(place.AddressOf(name));
        if (Directory.Exists(copy) && await hashes.OfFolderAsync(copy, cancellationToken) == lying.Sha256) return new(AddressOf(copy), lying.Sha256);
        return await WriteFolderAsync(place, name, partial =>
        {
            foreach (var file in Directory.EnumerateFiles(path)) File.Copy(file, Path.Combine(partial, Path.GetFileName(file)));
            return Task.CompletedTask;
        }, cancellationToken);
    }

    public async Task<string> MaterializeFileAsync(ArtifactReference artifact, CancellationToken cancellationToken = default)
    {
        var path = PathOf(artifact.Uri);
        if (!File.Exists(path)) throw ArtifactException.Missing(artifact, path, "file");
        var found = await hashes.OfFileAsync(path, cancellationToken);
        return found == artifact.Sha256 ? path : throw ArtifactException.Changed(artifact, path, found);
    }

    public async Task<string> MaterializeFolderAsync(ArtifactReference artifact, CancellationToken cancellationToken = default)
    {
        var path = PathOf(artifact.Uri);
        if (!Directory.Exists(path)) throw ArtifactException.Missing(artifact, path, "folder");
        var found = await hashes.OfFolderAsync(path, cancellationToken);
        return found == artifact.Sha256 ? path : throw ArtifactException.Changed(artifact, path, found);
    }

    public Task<bool> ContainsAsync(ArtifactScope scope, string name, CancellationToken cancellationToken = default) =>
        Task.FromResult(Path.Exists(PathOf(scope.AddressOf(name))));

    public async IAsyncEnumerable<StoredFile> FilesAsync(ArtifactScope scope, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var folder = PathOf(scope.Address);
        if (!Directory.Exists(folder)) yield break;
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            if (!path.Contains(PartialEnding, StringComparison.Ordinal))
                yield return new(Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'), (to, token) => CopyAsync(path, to, token));
        await Task.CompletedTask;
    }

    public Task DeleteAsync(ArtifactScope scope, ArtifactReference artifact, CancellationToken cancellationToken = default)
    {
        if (!scope.Contains(artifact)) throw new ArgumentException($"{artifact.Uri} does not lie in {scope}", nameof(artifact));
        var path = PathOf(artifact.Uri);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        else if (File.Exists(path)) File.Delete(path);
        return Task.CompletedTask;
    }

    public Task DeleteAllAsync(ArtifactScope scope, CancellationToken cancellationToken = default)
    {
        var folder = PathOf(scope.Address);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }

    private async Task CopyAsync(string path, string to, CancellationToken cancellationToken)
    {
        if (File.Exists(to) && await ContentHash.OfFileAsync(to, cancellationToken) == await hashes.OfFileAsync(path, cancellationToken)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(to))!);
        var partial = PartialOf(to);
        try
        {
            File.Copy(path, partial);
            File.Move(partial, to, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static (ArtifactScope Place, string Name) BroughtAs(ArtifactReference lying, string shared) => (
        ArtifactScope.OfFolder(shared).Under(Brought).Under(lying.Sha256), Path.GetFileName(PathOf(lying.Uri)));

    private static string AddressOf(string path) => new Uri(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))).AbsoluteUri;

    private static string PathOf(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.IsFile
        ? Path.GetFullPath(uri.LocalPath) : throw ArtifactException.Elsewhere(address, "file://");

    private static string PartialOf(string path) => $"{path}.{Guid.NewGuid():N}{PartialEnding}";

    /// <returns>False where another folder is there.</returns>
    private static bool MovesInto(string folder, string partial)
    {
        if (Directory.Exists(folder)) return false;
        try
        {
            Directory.Move(partial, folder);
            return true;
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // It came between the look and the move.
            return false;
        }
    }

    private static void Replace(string folder, string partial)
    {
        var former = PartialOf(folder);
        Directory.Move(folder, former);
        try
        {
            Directory.Move(partial, folder);
        }
        catch
        {
            Directory.Move(former, folder);
            throw;
        }
        Directory.Delete(former, recursive: true);
    }
}

using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Artifacts;

/// <summary>
/// A folder with local copies of artifacts whose store is elsewhere, each under its hash. Processes may share it: a copy is fetched beside its
/// place, checked and renamed, so that each finds a whole one or none. One that was damaged since is fetched again.
/// </summary>
/// <param name="folder">Made when it is needed; it may be deleted while no process runs.</param>
public sealed class LocalCopies(string folder)
{
    private const string Partials = "partial";
    private const int HexDigits = 64;

    private readonly KnownHashes hashes = new();
    // As many fetches at once, and never two of one artifact in one process.
    private readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, 16).Select(_ => new SemaphoreSlim(1))];

    /// <param name="fetchAsync">Writes the content to the local path that it is given, where nothing is.</param>
    /// <returns>Path of the file.</returns>
    /// <exception cref="ArtifactException">What was fetched is not the artifact.</exception>
    public Task<string> FileAsync(ArtifactReference artifact, Func<string, Task> fetchAsync, CancellationToken cancellationToken) => CopyAsync(
        artifact, File.Exists, hashes.OfFileAsync, (from, to) => File.Move(from, to, overwrite: true), File.Delete, fetchAsync, cancellationToken);

    /// <param name="fetchAsync">Writes the files into the local folder that it is given, which is there and empty.</param>
    /// <returns>Path of the folder.</returns>
    /// <exception cref="ArtifactException">What was fetched is not the artifact.</exception>
    public Task<string> FolderAsync(ArtifactReference artifact, Func<string, Task> fetchAsync, CancellationToken cancellationToken) => CopyAsync(
        artifact, Directory.Exists, hashes.OfFolderAsync, Directory.Move, DeleteFolder,
        partial =>
        {
            Directory.CreateDirectory(partial);
            return fetchAsync(partial);
        }, cancellationToken);

    private async Task<string> CopyAsync(
        ArtifactReference artifact, Predicate<string> exists, Func<string, CancellationToken, Task<string>> hashAsync,
        Action<string, string> move, Action<string> delete, Func<string, Task> fetchAsync, CancellationToken cancellationToken)
    {
        var path = PathOf(artifact);
        var gate = gates[Math.Abs(artifact.Sha256.GetHashCode(StringComparison.Ordinal) % gates.Length)];
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (exists(path))
            {
                if (await hashAsync(path, cancellationToken) == artifact.Sha256) return path;
                delete(path);
            }
            var partial = Path.Combine(folder, Partials, Guid.NewGuid().ToString("N"));
            Directory.CreateDirectory(Path.GetDirectoryName(partial)!);
            try
            {
                await fetchAsync(partial);
                var found = await hashAsync(partial, cancellationToken);
                if (found != artifact.Sha256) throw ArtifactException.Changed(artifact, artifact.Uri, found);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                move(partial, path);
            }
            catch (IOException) when (exists(path))
            {
                // Another process was faster, with the same content; what is there is looked at as any copy is.
                var found = await hashAsync(path, cancellationToken);
                if (found != artifact.Sha256) throw ArtifactException.Changed(artifact, path, found);
            }
            finally
            {
                if (exists(partial)) delete(partial);
            }
            return path;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Messages about a row name its file, so a copy keeps the artifact's name.</summary>
    /// <exception cref="ArtifactException">The reference, which came in a message, would lead out of the folder.</exception>
    private string PathOf(ArtifactReference artifact)
    {
        var name = Path.GetFileName(Uri.UnescapeDataString(artifact.Uri.TrimEnd('/')));
        return ArtifactScope.IsName(name) && artifact.Sha256.Length == HexDigits && artifact.Sha256.All(char.IsAsciiHexDigitLower)
            ? Path.Combine(folder, artifact.Sha256[..2], artifact.Sha256, name) : throw ArtifactException.NoReference(artifact);
    }

    private static void DeleteFolder(string path) => Directory.Delete(path, recursive: true);
}

using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.TestArtifacts;

/// <summary>
/// A store without a path in common: bytes at opaque addresses, and a folder of local copies of its own for each process that reads them. What
/// holds of it holds of any store elsewhere.
/// </summary>
/// <param name="copies">Folder of local copies.</param>
internal sealed class DetachedArtifactStore(DetachedBytes bytes, string copies) : IArtifactStore
{
    public static ArtifactScope Root { get; } = new("detached:///");

    private readonly LocalCopies local = new(copies);

    public async Task<ArtifactReference> WriteFileAsync(
        ArtifactScope scope, string name, Func<Stream, Task> writeAsync, CancellationToken cancellationToken = default)
    {
        var address = Known(scope.AddressOf(name));
        using var content = new MemoryStream();
        await using var hashing = new HashingStream(content);
        await writeAsync(hashing);
        cancellationToken.ThrowIfCancellationRequested();
        bytes.Files[address] = content.ToArray();
        return new(address, hashing.TakeSha256());
    }

    public async Task<ArtifactReference> WriteFolderAsync(
        ArtifactScope scope, string name, Func<string, Task> writeAsync, CancellationToken cancellationToken = default)
    {
        var address = Known(scope.AddressOf(name));
        var folder = Directory.CreateTempSubdirectory("detached-").FullName;
        try
        {
            await writeAsync(folder);
            return await PutFolderAsync(folder, address, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public async Task<ArtifactReference> BringFileAsync(string path, ArtifactScope scope, CancellationToken cancellationToken = default) =>
        await WriteFileAsync(scope.Under(ContentHash.UnitId(path)), Path.GetFileName(path), async stream =>
        {
            await using var file = File.OpenRead(path);
            await file.CopyToAsync(stream, cancellationToken);
        }, cancellationToken);

    public Task<ArtifactReference> BringFolderAsync(string path, ArtifactScope scope, CancellationToken cancellationToken = default) =>
        PutFolderAsync(path, scope.Under(ContentHash.UnitId(path)).AddressOf(Path.GetFileName(path)), cancellationToken);

    public Task<string> MaterializeFileAsync(ArtifactReference artifact, CancellationToken cancellationToken = default) => local.FileAsync(
        artifact, path => bytes.Files.TryGetValue(Known(artifact.Uri), out var content)
            ? File.WriteAllBytesAsync(path, content, cancellationToken) : throw ArtifactException.Missing(artifact, artifact.Uri, "file"), cancellationToken);

    public Task<string> MaterializeFolderAsync(ArtifactReference artifact, CancellationToken cancellationToken = default) =>
        local.FolderAsync(artifact, async folder =>
    {
        var files = bytes.Files.Where(file => file.Key.StartsWith(Known(artifact.Uri) + "/", StringComparison.Ordinal)).ToList();
        if (files.Count == 0) throw ArtifactException.Missing(artifact, artifact.Uri, "folder");
        foreach (var (address, content) in files)
            await File.WriteAllBytesAsync(Path.Combine(folder, Uri.UnescapeDataString(address[(artifact.Uri.Length + 1)..])), content, cancellationToken);
    }, cancellationToken);

    public Task<bool> ContainsAsync(ArtifactScope scope, string name, CancellationToken cancellationToken = default) =>
        Task.FromResult(bytes.Files.Keys.Any(address => IsAtOrUnder(address, scope.AddressOf(name))));

    public IAsyncEnumerable<StoredFile> FilesAsync(ArtifactScope scope, CancellationToken cancellationToken = default) => bytes.Files.Keys
        .Where(address => address.StartsWith(Known(scope.Address), StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        .Select(address => new StoredFile(Uri.UnescapeDataString(address[scope.Address.Length..]), (path, token) =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return File.WriteAllBytesAsync(path, bytes.Files[address], token);
        })).ToAsyncEnumerable();

    public Task DeleteAsync(ArtifactScope scope, ArtifactReference artifact, CancellationToken cancellationToken = default)
    {
        if (!scope.Contains(artifact)) throw new ArgumentException($"{artifact.Uri} does not lie in {scope}", nameof(artifact));
        Remove(address => IsAtOrUnder(address, artifact.Uri));
        return Task.CompletedTask;
    }

    public Task DeleteAllAsync(ArtifactScope scope, CancellationToken cancellationToken = default)
    {
        Remove(address => address.StartsWith(scope.Address, StringComparison.Ordinal));
        return Task.CompletedTask;
    }

    private async Task<ArtifactReference> PutFolderAsync(string folder, string address, CancellationToken cancellationToken)
    {
        Remove(old => IsAtOrUnder(old, address));
        foreach (var file in Directory.EnumerateFiles(folder))
            bytes.Files[$"{address}/{Uri.EscapeDataString(Path.GetFileName(file))}"] = await File.ReadAllBytesAsync(file, cancellationToken);
        return new(address, await ContentHash.OfFolderAsync(folder, cancellationToken));
    }

    private void Remove(Predicate<string> isGone)
    {
        foreach (var address in bytes.Files.Keys.Where(address => isGone(address))) bytes.Files.TryRemove(address, out _);
    }

    private static bool IsAtOrUnder(string address, string at) => address == at || address.StartsWith(at + "/", StringComparison.Ordinal);

    private static string Known(string address) =>
        address.StartsWith(Root.Address, StringComparison.Ordinal) ? address : throw ArtifactException.Elsewhere(address, Root.Address);
}

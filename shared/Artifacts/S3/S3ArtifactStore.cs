using System.Runtime.CompilerServices;
using Amazon.Runtime;
using ArenaLearning.Contracts.Artifacts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArenaLearning.Artifacts.S3;

/// <summary>
/// Artifacts as objects of a bucket, at <c>s3://</c> addresses. A file is an object whose metadata have its SHA-256. A folder <c>NAME</c> is an object
/// <c>NAME/.manifest.json</c>, which lists files and hashes, and an object <c>NAME/WRITING/FILE</c> for each; the manifest is written last. What is
/// brought lies at <c>brought/SHA256/NAME</c>, once for all campaigns.
/// </summary>
/// <param name="copies">Where what is read lies, and what is written until it is sent.</param>
/// <param name="accessKeys">Null where the SDK is to find them, as a process's are.</param>
/// <param name="logger">Is told what is waited for.</param>
/// <exception cref="ArgumentException">It is to be Amazon's own, and no region is known.</exception>
public sealed class S3ArtifactStore(
    S3Settings settings, LocalCopies copies, TimeProvider time, AWSCredentials? accessKeys = null, ILogger<S3ArtifactStore>? logger = null)
    : IArtifactStore, IDisposable
{
    private const string Brought = "brought", Asked = "readiness";

    private readonly S3Objects objects = new(settings, accessKeys, time, (ILogger?)logger ?? NullLogger.Instance);
    private readonly S3Keys keys = new(settings.Root, settings.Prefix.Length == 0 ? "" : $"{settings.Prefix}/");

    public Task<string?> ProblemAsync(CancellationToken cancellationToken) =>
        objects.ProblemAsync(keys.Of(settings.Root.AddressOf(Asked)), cancellationToken);

    public async Task<ArtifactReference> WriteFileAsync(
        ArtifactScope scope, string name, Func<Stream, Task> writeAsync, CancellationToken cancellationToken = default)
    {
        var address = scope.AddressOf(name);
        var key = keys.Of(address);
        using var draft = copies.Draft();
        string sha256;
        await using (var file = new FileStream(draft.Path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
        await using (var hashing = new HashingStream(file))
        {
            await writeAsync(hashing);
            sha256 = hashing.TakeSha256();
        }
        await objects.PutAsync(key, draft.Path, sha256, cancellationToken);
        return new(address, sha256);
    }

    public async Task<ArtifactReference> WriteFolderAsync(
        ArtifactScope scope, string name, Func<string, Task> writeAsync, CancellationToken cancellationToken = default)
    {
        var address = scope.AddressOf(name);
        _ = keys.Of(address);
        using var draft = copies.Draft();
        Directory.CreateDirectory(draft.Path);
        await writeAsync(draft.Path);
        return await PutFolderAsync(address, draft.Path, await HashesAsync(draft.Path, cancellationToken), cancellationToken);
    }

    public async Task<ArtifactReference> BringFileAsync(string path, ArtifactScope scope, CancellationToken cancellationToken = default)
    {
        var sha256 = await ContentHash.OfFileAsync(path, cancellationToken);
        var address = BroughtAs(sha256, path);
        var key = keys.Of(address);
        if (await objects.LookAsync(key, cancellationToken) != (new FileInfo(path).Length, sha256))
            await objects.PutAsync(key, path, sha256, cancellationToken);
        return new(address, sha256);
    }

    public async Task<ArtifactReference> BringFolderAsync(string path, ArtifactScope scope, CancellationToken cancellationToken = default)
    {
        var hashes = await HashesAsync(path, cancellationToken);
        var brought = new ArtifactReference(BroughtAs(hashes.Folder, path), hashes.Folder);
        return await IsWholeAsync(brought, cancellationToken) ? brought : await PutFolderAsync(brought.Uri, path, hashes, cancellationToken);
    }

    public Task<string> MaterializeFileAsync(ArtifactReference artifact, CancellationToken cancellationToken = default)
    {
        var key = keys.Of(artifact.Uri);
        return copies.FileAsync(artifact, async path =>
        {
            if (!await objects.GetAsync(key, path, RefuseOther, cancellationToken)) throw ArtifactException.Missing(artifact, artifact.Uri, "file");
        }, cancellationToken);

        void RefuseOther(string? found)
        {
            if (found is not null && found != artifact.Sha256) throw ArtifactException.Changed(artifact, artifact.Uri, found);
        }
    }

    public Task<string> MaterializeFolderAsync(ArtifactReference artifact, CancellationToken cancellationToken = default)
    {
        var key = keys.Of(artifact.Uri);
        return copies.FolderAsync(artifact, async folder =>
        {
            var manifest = await ManifestAsync(key, artifact.Uri, cancellationToken) ?? throw ArtifactException.Missing(artifact, artifact.Uri, "folder");
            if (manifest.Sha256 != artifact.Sha256) throw ArtifactException.Changed(artifact, artifact.Uri, manifest.Sha256);
            await Parallel.ForEachAsync(manifest.Files, S3Objects.Few(cancellationToken), async (file, token) =>
            {
                var place = $"{artifact.Uri}/{file.Name}";
                if (!await objects.GetAsync(S3Keys.FileOf(key, manifest.Writing, file.Name), Path.Combine(folder, file.Name), _ => { }, token))
                    throw ArtifactException.Missing(new(place, file.Sha256), place, "file");
            });
        }, cancellationToken);
    }

    public async Task<bool> ContainsAsync(ArtifactScope scope, string name, CancellationToken cancellationToken = default)
    {
        var key = keys.Of(scope.AddressOf(name));
        return await objects.LookAsync(key, cancellationToken) is not null || await objects.LookAsync(S3Keys.ManifestOf(key), cancellationToken) is not null;
    }

    public async IAsyncEnumerable<StoredFile> FilesAsync(ArtifactScope scope, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var prefix = keys.Of(scope.Address);
        var files = new SortedDictionary<string, StoredFile>(StringComparer.Ordinal);
        var found = await objects.KeysAsync(prefix, cancellationToken).ToListAsync(cancellationToken);
        var folders = found.Select(S3Keys.FolderOfManifest).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var key in found.Where(key => !S3Keys.LiesIn(key, folders)))
            files[key] = new(key[prefix.Length..], (path, token) => CopyAsync(key, null, path, token));
        foreach (var folder in folders)
            if (await ManifestAsync(folder, $"{S3Settings.Scheme}{settings.Bucket}/{folder}", cancellationToken) is { } manifest)
                foreach (var file in manifest.Files)
                    files[$"{folder}/{file.Name}"] = new($"{folder}/{file.Name}"[prefix.Length..], (path, token) =>
                        CopyAsync(S3Keys.FileOf(folder, manifest.Writing, file.Name), file.Sha256, path, token));
        foreach (var file in files.Values) yield return file;
    }

    public async Task DeleteAsync(ArtifactScope scope, ArtifactReference artifact, CancellationToken cancellationToken = default)
    {
        if (!scope.Contains(artifact)) throw new ArgumentException($"{artifact.Uri} does not lie in {scope}", nameof(artifact));
        var key = keys.Of(artifact.Uri);
        await objects.DeleteAsync(key, cancellationToken);
        // Without it the folder is none, whatever of its files is left.
        await objects.DeleteAsync(S3Keys.ManifestOf(key), cancellationToken);
        await objects.DeleteAllAsync($"{key}/", cancellationToken);
    }

    public Task DeleteAllAsync(ArtifactScope scope, CancellationToken cancellationToken = default) =>
        objects.DeleteAllAsync(keys.Of(scope.Address), cancellationToken);

    public void Dispose() => objects.Dispose();

    /// <param name="known">SHA-256 of the object; null where its metadata say it.</param>
    private async Task CopyAsync(string key, string? known, string path, CancellationToken cancellationToken)
    {
        var place = $"{S3Settings.Scheme}{settings.Bucket}/{key}";
        var sha256 = known ?? (await objects.LookAsync(key, cancellationToken))?.Sha256;
        if (File.Exists(path) && await ContentHash.OfFileAsync(path, cancellationToken) == sha256) return;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            if (!await objects.GetAsync(key, partial, hash => sha256 = known ?? hash, cancellationToken))
                throw ArtifactException.Missing(new(place, sha256 ?? "unknown"), place, "file");
            var found = await ContentHash.OfFileAsync(partial, cancellationToken);
            if (sha256 is not null && found != sha256) throw ArtifactException.Changed(new(place, sha256), place, found);
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private string BroughtAs(string sha256, string path) =>
        settings.Root.Under(Brought).Under(sha256).AddressOf(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))));

    private async Task<ArtifactReference> PutFolderAsync(string address, string folder, FolderHashes hashes, CancellationToken cancellationToken)
    {
        var key = keys.Of(address);
        var former = await ManifestAsync(key, address, cancellationToken);
        var manifest = new FolderManifest(FolderManifest.CurrentVersion, hashes.Folder, Guid.NewGuid().ToString("N"), hashes.Files);
        await Parallel.ForEachAsync(manifest.Files, S3Objects.Few(cancellationToken), async (file, token) => await objects.PutAsync(
            S3Keys.FileOf(key, manifest.Writing, file.Name), Path.Combine(folder, file.Name), file.Sha256, token));
        using var draft = copies.Draft();
        await File.WriteAllBytesAsync(draft.Path, manifest.ToUtf8(), cancellationToken);
        await objects.PutAsync(S3Keys.ManifestOf(key), draft.Path, await ContentHash.OfFileAsync(draft.Path, cancellationToken), cancellationToken);
        // Another's files of the same content may be read just now, and are as good; they go with the folder.
        if (former is not null && former.Sha256 != manifest.Sha256)
            await objects.DeleteAsync(former.Files.Select(file => S3Keys.FileOf(key, former.Writing, file.Name)), cancellationToken);
        return new(address, hashes.Folder);
    }

    /// <summary>Whether the folder is there with all its files, as long as they should be.</summary>
    private async Task<bool> IsWholeAsync(ArtifactReference folder, CancellationToken cancellationToken)
    {
        var key = keys.Of(folder.Uri);
        if (await ManifestAsync(key, folder.Uri, cancellationToken) is not { } manifest || manifest.Sha256 != folder.Sha256) return false;
        foreach (var file in manifest.Files)
        {
            var found = await objects.LookAsync(S3Keys.FileOf(key, manifest.Writing, file.Name), cancellationToken);
            if (found != (file.Bytes, file.Sha256)) return false;
        }
        return true;
    }

    /// <returns>Null where there is none, or one that is damaged: a folder without a manifest is not there.</returns>
    private async Task<FolderManifest?> ManifestAsync(string key, string place, CancellationToken cancellationToken) =>
        await objects.GetAsync(S3Keys.ManifestOf(key), cancellationToken) is { } utf8 ? FolderManifest.Read(utf8, place) : null;

    private static async Task<FolderHashes> HashesAsync(string folder, CancellationToken cancellationToken)
    {
        var files = new List<FolderManifest.File>();
        var hash = await ContentHash.OfFolderAsync(folder, async path =>
        {
            var sha256 = await ContentHash.OfFileAsync(path, cancellationToken);
            files.Add(new(Path.GetFileName(path), sha256, new FileInfo(path).Length));
            return sha256;
        });
        return new(hash, files);
    }

    private sealed record FolderHashes(string Folder, IReadOnlyList<FolderManifest.File> Files);
}

using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Artifacts;

/// <summary>
/// A folder with local copies of artifacts whose store is elsewhere, each under its hash. Processes may share it: a copy is fetched beside its
/// place, checked and renamed, so that each finds a whole one or none. One that was damaged since is fetched again.
/// </summary>
/// <param name="folder">Made when it is needed; it may be deleted while no process runs.</param>
/// <param name="mostBytes">
/// When copies hold more, those that were asked for longest ago are deleted. One is in use, and stays, for <see cref="InUse"/> after some process has
/// asked for its path; a file that is open can be read to its end in any case.
/// </param>
/// <param name="time">Null for the system's.</param>
public sealed class LocalCopies(string folder, long mostBytes = long.MaxValue, TimeProvider? time = null)
{
    /// <summary>How long whoever was given a path has at least before there may be nothing.</summary>
    public static readonly TimeSpan InUse = TimeSpan.FromMinutes(30);

    /// <summary>What a killed process was writing.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    private const string Partials = "partial";
    private const int HexDigits = 64;
    // The copies are measured again after so large a part of what they may hold was fetched: other processes fetch, too.
    private const int Measurements = 20;

    private readonly KnownHashes hashes = new();
    private readonly TimeProvider time = time ?? TimeProvider.System;
    private readonly Lock sweeping = new();
    private long unmeasured = mostBytes / Measurements;
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

    /// <summary>A path beside the copies, on the same disk, for what is written before it is sent to the store.</summary>
    public Draft Draft() => new(Path.Combine(folder, Partials));

    private async Task<string> CopyAsync(
        ArtifactReference artifact, Predicate<string> exists, Func<string, CancellationToken, Task<string>> hashAsync,
        Action<string, string> move, Action<string> delete, Func<string, Task> fetchAsync, CancellationToken cancellationToken)
    {
        var path = PathOf(artifact);
        var gate = gates[Math.Abs(artifact.Sha256.GetHashCode(StringComparison.Ordinal) % gates.Length)];
        await gate.WaitAsync(cancellationToken);
        try
        {
            // Before the look: from here on nobody sweeps it away.
            Touch(Path.GetDirectoryName(path)!);
            if (exists(path))
            {
                if (await hashAsync(path, cancellationToken) == artifact.Sha256) return path;
                delete(path);
            }
            using var draft = Draft();
            var partial = draft.Path;
            try
            {
                await fetchAsync(partial);
                var found = await hashAsync(partial, cancellationToken);
                if (found != artifact.Sha256) throw ArtifactException.Changed(artifact, artifact.Uri, found);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                move(partial, path);
                Touch(Path.GetDirectoryName(path)!);
            }
            catch (IOException) when (exists(path))
            {
                // Another process was faster, with the same content; what is there is looked at as any copy is.
                var found = await hashAsync(path, cancellationToken);
                if (found != artifact.Sha256) throw ArtifactException.Changed(artifact, path, found);
            }
            Try(() => Sweep(SizeOf(path)));
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

    private void Touch(string copy)
    {
        try
        {
            if (Directory.Exists(copy)) Directory.SetLastWriteTimeUtc(copy, time.GetUtcNow().UtcDateTime);
        }
        catch (IOException)
        {
            // Another process has just swept it away, and it is fetched again.
        }
    }

    /// <summary>Deletes what was asked for longest ago, until the rest is small enough.</summary>
    private void Sweep(long fetched)
    {
        lock (sweeping)
        {
            unmeasured += fetched;
            if (unmeasured < mostBytes / Measurements) return;
            unmeasured = 0;
            var now = time.GetUtcNow().UtcDateTime;
            var copies = new DirectoryInfo(folder).EnumerateDirectories().Where(part => part.Name != Partials)
                .SelectMany(part => part.EnumerateDirectories())
                .Select(copy => (copy.FullName, Asked: copy.LastWriteTimeUtc, Bytes: SizeOf(copy.FullName))).ToList();
            var held = copies.Sum(copy => copy.Bytes);
            foreach (var (copy, _, bytes) in copies.OrderBy(copy => copy.Asked).TakeWhile(copy => now - copy.Asked > InUse))
            {
                if (held <= mostBytes) break;
                if (Remove(copy, now)) held -= bytes;
            }
            foreach (var left in new DirectoryInfo(Path.Combine(folder, Partials)).EnumerateFileSystemInfos().Where(i => now - i.LastWriteTimeUtc > Abandoned))
                Try(() => Delete(left.FullName));
        }
    }

    /// <returns>False where it was asked for meanwhile.</returns>
    private bool Remove(string copy, DateTime now)
    {
        using var draft = Draft();
        if (!Try(() => Directory.Move(copy, draft.Path))) return false;
        // Who asked between the look and the move has been promised that it stays.
        return now - Directory.GetLastWriteTimeUtc(draft.Path) > InUse || !Try(() => Directory.Move(draft.Path, copy));
    }

    private static bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Open where open files cannot be deleted, or gone: another process sweeps, too.
            return false;
        }
    }

    private static long SizeOf(string path)
    {
        try
        {
            return File.Exists(path) ? new FileInfo(path).Length
                : new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static void Delete(string path)
    {
        if (Directory.Exists(path)) DeleteFolder(path);
        else File.Delete(path);
    }

    private static void DeleteFolder(string path) => Directory.Delete(path, recursive: true);
}

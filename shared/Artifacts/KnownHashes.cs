using System.Collections.Concurrent;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Artifacts;

/// <summary>
/// Hashes of local files, each computed once and again whenever its length or its time of writing is another. A
/// campaign reads its prompts hundreds of times: hashing them as often would cost more than the work.
/// </summary>
internal sealed class KnownHashes
{
    private const int MostKept = 20_000;

    private readonly ConcurrentDictionary<string, (Stamp Stamp, string Sha256)> known = new(StringComparer.Ordinal);

    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public async Task<string> OfFileAsync(string path, CancellationToken cancellationToken)
    {
        // Before the hash: a file that changes meanwhile has another stamp at the next look.
        var stamp = Stamp.Of(path);
        if (known.TryGetValue(path, out var last) && last.Stamp == stamp) return last.Sha256;
        var sha256 = await ContentHash.OfFileAsync(path, cancellationToken);
        if (known.Count >= MostKept) known.Clear();
        known[path] = (stamp, sha256);
        return sha256;
    }

    /// <exception cref="IOException">There is no such folder, or it cannot be read.</exception>
    public Task<string> OfFolderAsync(string path, CancellationToken cancellationToken) =>
        ContentHash.OfFolderAsync(path, file => OfFileAsync(file, cancellationToken));

    private readonly record struct Stamp(long Length, DateTime Written)
    {
        public static Stamp Of(string path)
        {
            var file = new FileInfo(path);
            return new(file.Length, file.LastWriteTimeUtc);
        }
    }
}

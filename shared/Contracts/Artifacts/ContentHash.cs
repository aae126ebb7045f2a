using System.Security.Cryptography;
using System.Text;

namespace ArenaLearning.Contracts.Artifacts;

/// <summary>SHA-256 digests that name what an artifact contains, whatever its path is.</summary>
public static class ContentHash
{
    public static string OfText(string text) => Hex(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public static async Task<string> OfFileAsync(string path, CancellationToken cancellationToken = default)
    {
        await using var stream = File.OpenRead(path);
        return Hex(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    /// <summary>Digest of a folder's own files: of their names, in ordinal order, each with its digest.</summary>
    public static Task<string> OfFolderAsync(string path, CancellationToken cancellationToken = default) =>
        OfFolderAsync(path, file => OfFileAsync(file, cancellationToken));

    /// <param name="ofFileAsync">Digest of a file, for whoever knows some already.</param>
    /// <inheritdoc cref="OfFolderAsync(string, CancellationToken)"/>
    public static async Task<string> OfFolderAsync(string path, Func<string, Task<string>> ofFileAsync)
    {
        var lines = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(path).Order(StringComparer.Ordinal))
            lines.Append(Path.GetFileName(file)).Append(' ').Append(await ofFileAsync(file)).Append('\n');
        return OfText(lines.ToString());
    }

    /// <summary>A short id of a unit of work, derived from what it is: the first 80 bits in hex.</summary>
    public static string UnitId(params ReadOnlySpan<string> parts) => OfText(string.Join('\u001f', parts))[..20];

    private static string Hex(byte[] digest) => Convert.ToHexStringLower(digest);
}

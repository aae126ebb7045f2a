using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ArenaLearning.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Hosting.Access;

/// <summary>
/// The keys that this process lets in. The file is read again when it has changed, so that a key is taken back without a restart; one that
/// cannot be read leaves the keys as they were.
/// </summary>
/// <param name="path">Of the file of keys; null where there is none, and nobody is let in.</param>
/// <param name="isOpen">Everybody is let in, and may do everything.</param>
public sealed class KeyRing(string? path, bool isOpen, TimeProvider time, ILogger<KeyRing> logger)
{
    /// <summary>Value of the setting that lets everybody in.</summary>
    public const string OffWord = "off";

    private static readonly Caller Anybody = new("Anybody", KeyRole.Admin);

    private readonly RereadFile<IReadOnlyList<AccessKey>>? file = path is null ? null
        : new(path, KeysFile.What, text => KeysFile.Parse(text.Split('\n'), path), time, logger);

    /// <summary>Reads <c>ARENA_KEYS_FILE</c>.</summary>
    internal static SettingReader Reader { get; } = new(KnownSettings.KeysFile, text =>
    {
        if (text != OffWord) KeysFile.Read(text);
    });

    /// <summary>Whether there is any key that would be let in.</summary>
    public bool HasKeys => isOpen || Keys.Count > 0;

    private IReadOnlyList<AccessKey> Keys => file?.Content() ?? [];

    /// <exception cref="ArgumentException">The file of keys cannot be read.</exception>
    public static KeyRing Of(IConfiguration configuration, TimeProvider time, ILogger<KeyRing> logger)
    {
        var text = KnownSettings.KeysFile.Value(name => configuration[name]);
        var ring = new KeyRing(text == OffWord ? null : text, text == OffWord, time, logger);
        _ = ring.HasKeys;
        return ring;
    }

    /// <param name="key">As the caller brought it; null where there was none.</param>
    /// <returns>Null for a key that nobody knows.</returns>
    public Caller? Find(string? key)
    {
        if (isOpen) return Anybody;
        if (string.IsNullOrEmpty(key)) return null;
        var hash = KeysFile.HashOf(key);
        AccessKey? found = null;
        // All are compared, each in a time that does not tell where it differs.
        foreach (var known in Keys)
            if (CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(hash.AsSpan()), MemoryMarshal.AsBytes(known.Sha256.AsSpan()))) found = known;
        return found is null ? null : new($"Key {found.Name}", found.Role);
    }
}

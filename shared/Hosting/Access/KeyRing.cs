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

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly AccessKey Anybody = new("anybody", KeyRole.Admin, "");

    private readonly Lock gate = new();
    private IReadOnlyList<AccessKey> keys = path is null ? [] : KeysFile.Read(path);
    private DateTime written = path is null ? default : File.GetLastWriteTimeUtc(path);
    private long looked = time.GetTimestamp();

    /// <summary>Reads <c>ARENA_KEYS_FILE</c>.</summary>
    internal static SettingReader Reader { get; } = new(KnownSettings.KeysFile, text =>
    {
        if (text != OffWord) KeysFile.Read(text);
    });

    /// <summary>Whether there is any key that would be let in.</summary>
    public bool HasKeys => isOpen || Keys().Count > 0;

    /// <exception cref="ArgumentException">The file of keys cannot be read.</exception>
    public static KeyRing Of(IConfiguration configuration, TimeProvider time, ILogger<KeyRing> logger)
    {
        var text = KnownSettings.KeysFile.Value(name => configuration[name]);
        return new(text == OffWord ? null : text, text == OffWord, time, logger);
    }

    /// <param name="key">As the caller brought it; null where there was none.</param>
    /// <returns>Null for a key that nobody knows.</returns>
    public AccessKey? Find(string? key)
    {
        if (isOpen) return Anybody;
        if (string.IsNullOrEmpty(key)) return null;
        var hash = KeysFile.HashOf(key);
        AccessKey? found = null;
        // All are compared, each in a time that does not tell where it differs.
        foreach (var known in Keys())
            if (CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(hash.AsSpan()), MemoryMarshal.AsBytes(known.Sha256.AsSpan()))) found = known;
        return found;
    }

    private IReadOnlyList<AccessKey> Keys()
    {
        if (path is null) return [];
        lock (gate)
        {
            if (time.GetElapsedTime(looked) < LookEvery) return keys;
            looked = time.GetTimestamp();
            var now = File.GetLastWriteTimeUtc(path);
            if (now == written) return keys;
            written = now;
            try
            {
                keys = KeysFile.Read(path);
                logger.LogWarning("The file of keys has changed: {Count} keys are let in", keys.Count);
            }
            catch (ArgumentException e)
            {
                logger.LogError("The file of keys has changed and cannot be read, so those of before are let in: {Message}", e.Message);
            }
            return keys;
        }
    }
}

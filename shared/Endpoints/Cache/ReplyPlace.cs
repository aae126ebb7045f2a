using ArenaLearning.Endpoints.Redis;
using ArenaLearning.Settings;

namespace ArenaLearning.Endpoints.Cache;

/// <summary>
/// Where replies are kept: in the folder that <c>ARENA_CACHE</c> names; where it names none, in the Redis that the processes share or, without
/// one, in the user's cache folder.
/// </summary>
/// <param name="File">Path of a file of this machine; null where there is none.</param>
/// <param name="InRedis">In the Redis of <see cref="RedisAddress"/>.</param>
public sealed record ReplyPlace(string? File, bool InRedis = false)
{
    public const string OffWord = "off";
    public const string FileName = "replies.db";

    /// <summary>Nothing is kept.</summary>
    public static ReplyPlace Off { get; } = new(File: null);

    /// <param name="redis">The Redis that the processes share; null for none.</param>
    public static ReplyPlace FromEnvironment(RedisAddress? redis) => Of(Environment.GetEnvironmentVariable(KnownSettings.Cache.Variable), redis);

    /// <param name="setting">A folder, <c>off</c>, or nothing for Redis or the user's cache folder.</param>
    public static ReplyPlace Of(string? setting, RedisAddress? redis = null) => setting?.Trim() switch
    {
        null or "" => redis is null ? new(Path.Combine(UserCache(), "arena-learning", FileName)) : new(File: null, InRedis: true),
        var text when text.Equals(OffWord, StringComparison.OrdinalIgnoreCase) => Off,
        var folder => new(Path.Combine(Path.GetFullPath(folder), FileName)),
    };

    private static string UserCache()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows()) return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        if (OperatingSystem.IsMacOS()) return Path.Combine(home, "Library", "Caches");
        return Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(home, ".cache");
    }
}

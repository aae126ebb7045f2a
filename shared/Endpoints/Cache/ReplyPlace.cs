using ArenaLearning.Contracts.Files;
using ArenaLearning.Endpoints.Redis;

namespace ArenaLearning.Endpoints.Cache;

/// <summary>
/// Where replies are kept: in the folder that <c>ARENA_CACHE</c> names; where it names none, in the Redis that the processes share or, without
/// one, in the user's cache folder.
/// </summary>
/// <param name="File">Path of a file of this machine; null where there is none.</param>
/// <param name="InRedis">In the Redis of <see cref="RedisAddress"/>.</param>
public sealed record ReplyPlace(string? File, bool InRedis = false)
{
    public const string EnvironmentVariable = "ARENA_CACHE";
    public const string OffWord = "off";
    public const string FileName = "replies.db";

    /// <summary>Nothing is kept.</summary>
    public static ReplyPlace Off { get; } = new(File: null);

    /// <param name="redis">The Redis that the processes share; null for none.</param>
    public static ReplyPlace FromEnvironment(RedisAddress? redis) => Of(Environment.GetEnvironmentVariable(EnvironmentVariable), redis);

    /// <param name="setting">A folder, <c>off</c>, or nothing for Redis or the user's cache folder.</param>
    public static ReplyPlace Of(string? setting, RedisAddress? redis = null) => setting?.Trim() switch
    {
        null or "" => redis is null ? new(Path.Combine(UserFolders.Cache(), "arena-learning", FileName)) : new(File: null, InRedis: true),
        var text when text.Equals(OffWord, StringComparison.OrdinalIgnoreCase) => Off,
        var folder => new(Path.Combine(Path.GetFullPath(folder), FileName)),
    };
}

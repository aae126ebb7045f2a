using System.Globalization;
using ArenaLearning.Contracts.Files;
using ArenaLearning.Endpoints.Redis;
using ArenaLearning.Settings;

namespace ArenaLearning.Endpoints.Cache;

/// <summary>
/// Where replies are kept: in the folder that <c>ARENA_CACHE</c> names; where it names none, in the Redis that the processes share or, without
/// one, in the user's cache folder.
/// </summary>
/// <param name="File">Path of a file of this machine; null where there is none.</param>
/// <param name="InRedis">In the Redis of <see cref="RedisAddress"/>.</param>
/// <param name="Expiry">How long a reply is kept; null for ever.</param>
public sealed record ReplyPlace(string? File, bool InRedis = false, TimeSpan? Expiry = null)
{
    public const string OffWord = "off";
    public const string FileName = "replies.db";

    /// <summary>Nothing is kept.</summary>
    public static ReplyPlace Off { get; } = new(File: null);

    /// <param name="redis">The Redis that the processes share; null for none.</param>
    /// <exception cref="ArgumentException">The environment names an expiry that cannot be read.</exception>
    public static ReplyPlace FromEnvironment(RedisAddress? redis) => Of(Environment.GetEnvironmentVariable(KnownSettings.Cache.Variable), redis) with
    {
        Expiry = ReadExpiry(Environment.GetEnvironmentVariable(KnownSettings.CacheExpiry.Variable)),
    };

    /// <param name="text">A whole number of days, hours or minutes, such as <c>30d</c>, <c>12h</c> or <c>45m</c>; nothing for none.</param>
    /// <exception cref="ArgumentException">It is none of these.</exception>
    public static TimeSpan? ReadExpiry(string? text)
    {
        var written = text?.Trim();
        if (string.IsNullOrEmpty(written)) return null;
        if (int.TryParse(written[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 36_500)
        {
            switch (written[^1])
            {
                case 'd': return TimeSpan.FromDays(number);
                case 'h': return TimeSpan.FromHours(number);
                case 'm': return TimeSpan.FromMinutes(number);
            }
        }
        throw new ArgumentException(
            $"{KnownSettings.CacheExpiry.Variable} is '{written}': write for how long replies are kept, in days, hours or minutes, "
            + "for example 30d, 12h or 45m; or unset it to keep them until they are cleared.");
    }

    /// <param name="setting">A folder, <c>off</c>, or nothing for Redis or the user's cache folder.</param>
    public static ReplyPlace Of(string? setting, RedisAddress? redis = null) => setting?.Trim() switch
    {
        null or "" => redis is null ? new(Path.Combine(UserFolders.Cache(), "arena-learning", FileName)) : new(File: null, InRedis: true),
        var text when text.Equals(OffWord, StringComparison.OrdinalIgnoreCase) => Off,
        var folder => new(Path.Combine(Path.GetFullPath(folder), FileName)),
    };
}

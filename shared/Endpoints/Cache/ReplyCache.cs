using ArenaLearning.Endpoints.Protocol;
using Microsoft.Extensions.Caching.Hybrid;

namespace ArenaLearning.Endpoints.Cache;

/// <summary>
/// Replies that were paid for once. Equal requests that come while one is under way wait for its reply, even where the
/// cache is off. A failure is told to those who wait and not kept.
/// </summary>
/// <param name="expiry">How long a reply is kept; null for ever.</param>
/// <param name="shared">Has one process ask what several want at once; null where they keep their replies apart.</param>
internal sealed class ReplyCache(HybridCache cache, bool isOff, TimeSpan? expiry, SharedAsking? shared, ReplyFigures figures)
{
    private const HybridCacheEntryFlags Nowhere = HybridCacheEntryFlags.DisableLocalCache | HybridCacheEntryFlags.DisableDistributedCache;

    private readonly HybridCacheEntryOptions options = Kept(isOff ? Nowhere : HybridCacheEntryFlags.DisableCompression, expiry);

    /// <summary>For who has kept the reply already, before others were let in.</summary>
    private readonly HybridCacheEntryOptions keptAlready = Kept(
        HybridCacheEntryFlags.DisableCompression | HybridCacheEntryFlags.DisableDistributedCacheWrite, expiry);

    /// <summary>What another process has kept a moment ago, which memory does not know.</summary>
    private readonly HybridCacheEntryOptions keptElsewhere = new()
    {
        Flags = HybridCacheEntryFlags.DisableCompression | HybridCacheEntryFlags.DisableUnderlyingData | HybridCacheEntryFlags.DisableLocalCache,
    };

    private readonly HybridCacheEntryOptions lookUp = new()
    {
        Flags = (isOff ? Nowhere : HybridCacheEntryFlags.DisableCompression) | HybridCacheEntryFlags.DisableUnderlyingData,
    };

    /// <returns>Null where nothing is kept under the key.</returns>
    public ValueTask<byte[]?> FindAsync(string key, CancellationToken cancellationToken) =>
        cache.GetOrCreateAsync(key, _ => ValueTask.FromResult<byte[]?>(null), lookUp, cancellationToken: cancellationToken);

    public ValueTask KeepAsync(string key, byte[] value, CancellationToken cancellationToken) =>
        cache.SetAsync(key, value, options, cancellationToken: cancellationToken);

    /// <returns>The reply, and whether someone asked before.</returns>
    public async Task<(ChatReply Reply, bool FromCache)> GetAsync(
        string key, Func<CancellationToken, Task<ChatReply>> ask, CancellationToken cancellationToken)
    {
        var asked = false;
        var reply = await GetOrAskAsync();
        // Earlier versions kept replies without an answer.
        if (!asked && reply.Lack() is not null)
        {
            await cache.RemoveAsync(key, cancellationToken);
            reply = await GetOrAskAsync();
        }
        if (!asked) figures.Hit();
        return (reply, !asked);

        async Task<ChatReply> GetOrAskAsync() => shared is null
            ? await cache.GetOrCreateAsync(key, async token => await AskAsync(token), options, cancellationToken: cancellationToken)
            : await cache.GetOrCreateAsync(key, async token => await shared.GetAsync(key, FindElsewhereAsync, AskAndKeepAsync, token),
                keptAlready, cancellationToken: cancellationToken);

        async Task<ChatReply?> FindElsewhereAsync(CancellationToken token) => await cache.GetOrCreateAsync(
            key, _ => ValueTask.FromResult<ChatReply?>(null), keptElsewhere, cancellationToken: token);

        async Task<ChatReply> AskAndKeepAsync(CancellationToken token)
        {
            var fresh = await AskAsync(token);
            await cache.SetAsync(key, fresh, options, cancellationToken: token);
            return fresh;
        }

        Task<ChatReply> AskAsync(CancellationToken token)
        {
            asked = true;
            figures.Miss();
            return ask(token);
        }
    }

    private static HybridCacheEntryOptions Kept(HybridCacheEntryFlags flags, TimeSpan? expiry) => new()
    {
        Flags = flags,
        // A reply does not age, unless somebody wants it to. Memory holds it until it is written to where it stays.
        Expiration = expiry ?? TimeSpan.FromDays(36_500),
        LocalCacheExpiration = TimeSpan.FromMinutes(1),
    };
}

using ArenaLearning.Endpoints.Protocol;
using Microsoft.Extensions.Caching.Hybrid;

namespace ArenaLearning.Endpoints.Cache;

/// <summary>
/// Replies that were paid for once. Equal requests that come while one is under way wait for its reply, even where the
/// cache is off. A failure is told to those who wait and not kept.
/// </summary>
internal sealed class ReplyCache(HybridCache cache, bool isOff)
{
    private const HybridCacheEntryFlags Nowhere = HybridCacheEntryFlags.DisableLocalCache | HybridCacheEntryFlags.DisableDistributedCache;

    private readonly HybridCacheEntryOptions options = new()
    {
        Flags = isOff ? Nowhere : HybridCacheEntryFlags.DisableCompression,
        // A reply does not age. Memory holds it until it is written to where it stays.
        Expiration = TimeSpan.FromDays(36_500),
        LocalCacheExpiration = TimeSpan.FromMinutes(1),
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
        return (reply, !asked);

        async Task<ChatReply> GetOrAskAsync() => await cache.GetOrCreateAsync(key, async token =>
        {
            asked = true;
            return await ask(token);
        }, options, cancellationToken: cancellationToken);
    }
}

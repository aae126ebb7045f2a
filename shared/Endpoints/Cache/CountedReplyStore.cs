using Microsoft.Extensions.Caching.Distributed;

namespace ArenaLearning.Endpoints.Cache;

/// <summary>Where replies are kept, with what is read and written counted.</summary>
internal sealed class CountedReplyStore(IDistributedCache store, ReplyFigures figures) : IDistributedCache, IDisposable
{
    public byte[]? Get(string key) => Counted(store.Get(key));

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Counted(await store.GetAsync(key, token));

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options)
    {
        store.Set(key, value, options);
        figures.BytesWritten(value.Length);
    }

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        await store.SetAsync(key, value, options, token);
        figures.BytesWritten(value.Length);
    }

    public void Refresh(string key) => store.Refresh(key);

    public Task RefreshAsync(string key, CancellationToken token = default) => store.RefreshAsync(key, token);

    public void Remove(string key) => store.Remove(key);

    public Task RemoveAsync(string key, CancellationToken token = default) => store.RemoveAsync(key, token);

    public void Dispose() => (store as IDisposable)?.Dispose();

    private byte[]? Counted(byte[]? value)
    {
        if (value is not null) figures.BytesRead(value.Length);
        return value;
    }
}

using ArenaLearning.Settings;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Endpoints.Cache;

/// <summary>
/// Replies in one SQLite file, which all processes of a machine share. Entries stay until they are cleared. A file that
/// cannot be used is said once, and then everything is asked anew: a cache may cost time, never a campaign.
/// </summary>
internal sealed class SqliteReplyStore(string path, TimeProvider time, ILogger<SqliteReplyStore> logger) : IDistributedCache, IDisposable
{
    /// <summary>How long replies are gathered, for a transaction costs more than what is written in it.</summary>
    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(50);

    private readonly Lock sync = new();
    private Dictionary<string, byte[]> unwritten = [];
    private ReplyFile? file;
    private bool isClosed;

    public byte[]? Get(string key)
    {
        lock (sync) return unwritten.TryGetValue(key, out var value) ? value : Use(open => open.Read(key));
    }

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Task.FromResult(Get(key));

    // Expiry is not kept: see above.
    public void Set(string key, byte[] value, DistributedCacheEntryOptions options)
    {
        lock (sync)
        {
            if (isClosed) return;
            unwritten[key] = value;
            if (unwritten.Count == 1) _ = WriteSoonAsync();
        }
    }

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        Set(key, value, options);
        return Task.CompletedTask;
    }

    public void Remove(string key)
    {
        lock (sync)
        {
            unwritten.Remove(key);
            Use(open => open.Remove(key));
        }
    }

    public Task RemoveAsync(string key, CancellationToken token = default)
    {
        Remove(key);
        return Task.CompletedTask;
    }

    public void Refresh(string key)
    {
    }

    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    public void Dispose()
    {
        lock (sync)
        {
            Write();
            Close();
        }
    }

    private async Task WriteSoonAsync()
    {
        // Not by the clock of tests: what is gathered is written even where time stands still.
        await Task.Delay(GatherTime);
        lock (sync) Write();
    }

    private void Write()
    {
        if (unwritten.Count == 0) return;
        var replies = unwritten;
        unwritten = [];
        Use(open => open.Write(replies, time.GetUtcNow()));
    }

    /// <summary>Works with the file while holding <see cref="sync"/>.</summary>
    private T? Use<T>(Func<ReplyFile, T> work)
    {
        if (isClosed) return default;
        try
        {
            return work(file ??= ReplyFile.Open(path));
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            logger.LogWarning(
                "The cache {Path} cannot be used and is left alone from now on: {Message} Set {Variable} to a folder that can be written, or to off.",
                path, e.Message, KnownSettings.Cache.Variable);
            Close();
            return default;
        }
    }

    private void Close()
    {
        isClosed = true;
        unwritten = [];
        file?.Dispose();
        file = null;
    }
}

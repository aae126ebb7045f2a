using System.Runtime.CompilerServices;
using ArenaLearning.Endpoints.Redis;
using StackExchange.Redis;

namespace ArenaLearning.Endpoints.Cache;

/// <summary>Looks through the replies that are kept in Redis, for who wants to see them or be rid of them.</summary>
public sealed class RedisReplies : IAsyncDisposable
{
    internal const string Prefix = "arena:reply:";
    private const int Page = 1000;

    private readonly IConnectionMultiplexer connection;

    private RedisReplies(IConnectionMultiplexer connection) => this.connection = connection;

    /// <exception cref="RedisException">It is not reached, or does not let in.</exception>
    public static async Task<RedisReplies> OpenAsync(RedisAddress address)
    {
        var options = address.Options();
        (options.AbortOnConnectFail, options.AsyncTimeout) = (true, 30_000);
        return new(await ConnectionMultiplexer.ConnectAsync(options));
    }

    /// <returns>What it holds, the model with most bytes first. Redis does not keep when.</returns>
    public async Task<IReadOnlyList<CachedModel>> ModelsAsync(CancellationToken cancellationToken)
    {
        var models = new Dictionary<string, (long Entries, long Bytes)>();
        await foreach (var keys in KeysAsync(null, cancellationToken))
        {
            var sizes = await Task.WhenAll(keys.Select(key => connection.GetDatabase().ExecuteAsync("MEMORY", "USAGE", key)));
            foreach (var (key, size) in keys.Zip(sizes))
            {
                var (entries, bytes) = models.GetValueOrDefault(ModelOf(key));
                models[ModelOf(key)] = (entries + 1, bytes + (size.IsNull ? 0 : (long)size));
            }
        }
        return [.. models.Select(m => new CachedModel(m.Key, m.Value.Entries, m.Value.Bytes, null, null))
            .OrderByDescending(m => m.Bytes).ThenBy(m => m.Model, StringComparer.Ordinal)];
    }

    /// <summary>Forgets the replies of a model, or all of them.</summary>
    /// <returns>Replies that were there.</returns>
    public async Task<long> ClearAsync(string? model, CancellationToken cancellationToken)
    {
        var gone = 0L;
        await foreach (var keys in KeysAsync(model, cancellationToken))
            gone += (await Task.WhenAll(keys.Select(key => connection.GetDatabase().KeyDeleteAsync(key)))).Count(deleted => deleted);
        return gone;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    /// <returns>Keys of a model, null for all, a page at a time.</returns>
    private async IAsyncEnumerable<RedisKey[]> KeysAsync(string? model, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var database = connection.GetDatabase().Database;
        foreach (var server in connection.GetServers().Where(server => !server.IsReplica))
        {
            var page = new List<RedisKey>(Page);
            await foreach (var key in server.KeysAsync(database, Prefix + "*", Page).WithCancellation(cancellationToken))
            {
                if (model is not null && ModelOf(key) != model) continue;
                page.Add(key);
                if (page.Count < Page) continue;
                yield return [.. page];
                page.Clear();
            }
            if (page.Count > 0) yield return [.. page];
        }
    }

    private static string ModelOf(RedisKey key) => ReplyKey.ModelOf(key.ToString()[Prefix.Length..]);
}

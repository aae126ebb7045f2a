using StackExchange.Redis;

namespace ArenaLearning.Endpoints.Redis;

/// <summary>The one connection of a process to Redis, made when it is first needed. It mends itself.</summary>
internal sealed class RedisLink(RedisAddress address) : IAsyncDisposable
{
    private readonly Lazy<Task<IConnectionMultiplexer>> connection =
        new(async () => await ConnectionMultiplexer.ConnectAsync(address.Options()));

    public RedisAddress Address { get; } = address;

    public Task<IConnectionMultiplexer> ConnectAsync() => connection.Value;

    /// <exception cref="RedisException">Calls of what is returned throw it while Redis is away, or <see cref="TimeoutException"/>.</exception>
    public async ValueTask<IDatabase> DatabaseAsync() => (await connection.Value).GetDatabase();

    public async ValueTask DisposeAsync()
    {
        if (connection.IsValueCreated) await (await connection.Value).DisposeAsync();
    }
}

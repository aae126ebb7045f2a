using ArenaLearning.Monitoring;

namespace ArenaLearning.Endpoints.Redis;

/// <summary>The Redis that the processes share: without it they go on, and slowly.</summary>
internal sealed class RedisDependency(RedisLink link) : IDependency
{
    public string Name => "redis";

    public async Task<string?> ProblemAsync(CancellationToken cancellationToken)
    {
        try
        {
            await (await link.DatabaseAsync()).PingAsync().WaitAsync(cancellationToken);
            return null;
        }
        catch (Exception e) when (RedisOutage.Is(e))
        {
            return $"Redis at {link.Address}: {RedisOutage.Words(e)}";
        }
    }
}

using StackExchange.Redis;

namespace ArenaLearning.Endpoints.Redis;

/// <summary>How the client of Redis fails, in the program's own terms.</summary>
public static class RedisOutage
{
    /// <summary>Whether an exception is Redis' way of saying that it is not there, or cannot do what it is asked for now.</summary>
    public static bool Is(Exception e) => e is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException;

    /// <returns>What it says, in sentences, without the client's advice to who wrote the program, and without the place in our script.</returns>
    public static string Words(Exception e) => e.Message.Split(" To allow this multiplexer")[0].Split(" script: ")[0].TrimEnd('.', ' ') + '.';
}

using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Endpoints.Redis;
using ArenaLearning.Settings;

namespace ArenaLearning.Arena.Validation;

/// <summary>Looks whether the Redis of the environment is there before work counts on it: without it all goes on, one request at a time.</summary>
internal static class RedisCheck
{
    /// <returns>Null where the environment names none.</returns>
    /// <exception cref="CommandRefusedException">The address cannot be read, or how long replies are to be kept in it.</exception>
    public static RedisAddress? Address()
    {
        try
        {
            var address = RedisAddress.FromEnvironment();
            _ = ReplyPlace.FromEnvironment(address);
            return address;
        }
        catch (ArgumentException e)
        {
            throw new CommandRefusedException(e.Message);
        }
    }

    /// <param name="isNeeded">Whether any endpoint is asked; otherwise it is enough that the address can be read.</param>
    /// <exception cref="CommandRefusedException">It does not answer, or does not let in; or its address cannot be read.</exception>
    public static async Task RunAsync(bool isNeeded)
    {
        if (Address() is { } address && isNeeded && await address.ProblemAsync() is { } problem)
            throw new CommandRefusedException(
                $"{KnownSettings.Redis.Variable}: Redis at {address} cannot be used: {problem} Check that it runs and lets this host in, "
                + $"or unset {KnownSettings.Redis.Variable} to do without.");
    }
}

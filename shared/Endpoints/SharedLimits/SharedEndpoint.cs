using System.Security.Cryptography;
using System.Text;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Limits;
using ArenaLearning.Endpoints.Redis;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace ArenaLearning.Endpoints.SharedLimits;

/// <summary>
/// What Redis holds of an endpoint for all processes that ask it, and this process as one of them. Time is Redis' own, so that
/// the clocks of machines need not agree. Every call throws where <see cref="RedisOutage.Is"/> while Redis is away.
/// </summary>
internal sealed class SharedEndpoint
{
    /// <summary>Braces keep all of it on one node of a cluster: a script reads several keys.</summary>
    private const string Group = "{arena}";

    /// <summary>When which Redis was first asked for any endpoint: one that has lost what it knew has lost this too, or is another.</summary>
    private static readonly RedisKey Since = $"{Group}:since";

    private static readonly string PlacesScript = RedisScript.Read("since") + RedisScript.Read("places"),
        TakeScript = RedisScript.Read("since") + RedisScript.Read("take"),
        SettleScript = RedisScript.Read("settle"), RecallScript = RedisScript.Read("recall"), PauseScript = RedisScript.Read("pause");

    private readonly RedisLink link;
    private readonly RedisKey places, lapsed, pause, requests, tokens, claim;
    private readonly RedisValue member = Guid.NewGuid().ToString("N");

    /// <param name="lease">The same in all processes.</param>
    public SharedEndpoint(RedisLink link, EndpointSettings settings, TimeSpan lease, ILogger logger)
    {
        (this.link, Name, Lease, Logger) = (link, settings.Name, lease, logger);
        // What an endpoint counts by: where it is, and whose key is shown.
        var identity = SHA256.HashData(Encoding.UTF8.GetBytes($"{settings.BaseUrl.TrimEnd('/')}\n{settings.Key?.Environment}\n{settings.Key?.File}"));
        var prefix = $"{Group}:endpoint:{Convert.ToHexStringLower(identity.AsSpan(0, 12))}:";
        (places, lapsed, pause) = (prefix + "places", prefix + "lapsed", prefix + "pause");
        (requests, tokens, claim) = (prefix + "requests", prefix + "tokens", prefix + "claim");
    }

    public string Name { get; }

    public RedisAddress Address => link.Address;

    public ILogger Logger { get; }

    /// <summary>Who is silent for so long has lost its places.</summary>
    public TimeSpan Lease { get; }

    /// <param name="held">Most requests that this process has or may begin before it asks again.</param>
    /// <param name="wanted">Requests that have a place or wait for one.</param>
    /// <param name="limit">Of all processes together.</param>
    /// <returns>Places from now on, how long nothing is to be sent, and since when Redis knows what is held and taken.</returns>
    public async Task<(int Places, TimeSpan Pause, string Since)> ShareAsync(int held, int wanted, int limit)
    {
        var reply = await EvaluateAsync(PlacesScript, [places, pause, Since, lapsed], [member, held, wanted, limit, Milliseconds(Lease)]);
        return ((int)reply[0], TimeSpan.FromMilliseconds((long)reply[1]), (string)reply[2]!);
    }

    public async Task LeaveAsync() => await (await link.DatabaseAsync()).HashDeleteAsync(places, member);

    /// <param name="known">Since when Redis knows what is taken, as last heard.</param>
    /// <param name="claims">Goes before other processes.</param>
    /// <returns>
    /// The second, by Redis, from which the request was taken; or null, with the time to wait, or with zero where this
    /// process is to <see cref="RecallAsync"/> what it took before. And since when Redis knows what is taken.
    /// </returns>
    public async Task<(long? Second, TimeSpan Wait, string Since)> TakeAsync(string known, EndpointSettings limits, int amount, bool claims)
    {
        var reply = await EvaluateAsync(TakeScript, [Since, requests, tokens, claim],
        [
            member, known, Milliseconds(Lease), Seconds(MinuteRoom.Window), limits.RequestsPerMinute ?? 0, amount, limits.TokensPerMinute ?? 0, claims,
        ]);
        var heard = (string)reply[2]!;
        return (int)reply[0] == 1 ? ((long)reply[1], default, heard) : (null, TimeSpan.FromMilliseconds((long)reply[1]), heard);
    }

    /// <param name="second">As <see cref="TakeAsync"/> gave it.</param>
    public async Task SettleAsync(long second, int difference) => await EvaluateAsync(SettleScript, [tokens], [second, difference]);

    /// <summary>Tells Redis what this process took in the last minute and Redis does not know of.</summary>
    public async Task RecallAsync(IReadOnlyCollection<(TimeSpan Age, int Tokens)> taken)
    {
        if (taken.Count == 0) return;
        RedisValue[] values = [Seconds(MinuteRoom.Window), .. taken.SelectMany(one => new RedisValue[] { Seconds(one.Age), 1, one.Tokens })];
        await EvaluateAsync(RecallScript, [requests, tokens], values);
    }

    public async Task PauseAsync(TimeSpan duration) => await EvaluateAsync(PauseScript, [pause], [Milliseconds(duration)]);

    private async Task<RedisResult> EvaluateAsync(string script, RedisKey[] keys, RedisValue[] values) =>
        await (await link.DatabaseAsync()).ScriptEvaluateAsync(script, keys, values);

    private static long Milliseconds(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);

    private static long Seconds(TimeSpan time) => (long)time.TotalSeconds;
}

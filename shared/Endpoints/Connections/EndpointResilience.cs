namespace ArenaLearning.Endpoints.Connections;

/// <summary>How an endpoint's failures are met; the same for all endpoints of a process.</summary>
public sealed record EndpointResilience
{
    /// <summary>Median wait before the second attempt; it doubles from attempt to attempt.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>An outage begins when, of at least <see cref="BreakAfter"/> requests in <see cref="BreakWindow"/>, half have failed.</summary>
    public int BreakAfter { get; init; } = 10;

    public TimeSpan BreakWindow { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Pause before the first request that looks whether the endpoint is back; it doubles up to <see cref="MaxDelay"/>.</summary>
    public TimeSpan FirstBreak { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// For so long an outage costs no unit a retry, at an endpoint that has answered before. Less than the half hour
    /// after which a broker takes a message back.
    /// </summary>
    public TimeSpan OutagePatience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A longer <c>Retry-After</c> is not waited for: it means a daily quota.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Of processes that share an endpoint, who is silent for so long has lost its places. All of them have to have the same.
    /// </summary>
    public TimeSpan PlaceLease { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>So long after its last sign of life a process no longer keeps others from asking what it asks.</summary>
    public TimeSpan AskingLease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Draws from 0 to 1 that spread retries.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;
}

namespace ArenaLearning.TestEndpoint;

/// <summary>How a test endpoint behaves. Everything but the clock is a function of these values and of the requests.</summary>
/// <param name="Concurrency">Requests at once beyond which it answers 429; what keeps to it is never refused.</param>
/// <param name="FaultRate">Share of the calls that go wrong, of every kind in <paramref name="Faults"/> equally often.</param>
/// <param name="RetryAfter">What a 429 asks for. Less than a second is said in <c>retry-after-ms</c>.</param>
public sealed record EndpointBehaviour(
    double MinLatencyMs = 0, double MaxLatencyMs = 0, int Concurrency = 1024, double FaultRate = 0,
    IReadOnlyList<Fault>? Faults = null, TimeSpan RetryAfter = default)
{
    /// <summary>0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Of the faults.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The bearer key that it wants; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>Whether it takes <c>response_format</c>; otherwise it answers 400, as some servers do.</summary>
    public bool SupportsFormat { get; init; } = true;

    public static IReadOnlyList<Fault> EveryFault { get; } = Enum.GetValues<Fault>();
}

/// <summary>What goes wrong with a call.</summary>
public enum Fault
{
    /// <summary>429 with Retry-After.</summary>
    RateLimited,
    /// <summary>500.</summary>
    ServerError,
    /// <summary>The connection is closed without an answer.</summary>
    Dropped,
    /// <summary>200, and the first half of the JSON.</summary>
    CutInHalf,
    /// <summary>A right answer that takes ten times as long.</summary>
    Slow,
}

/// <summary>What happened at a test endpoint so far.</summary>
/// <param name="Requests">Calls that arrived, faults and refusals included.</param>
/// <param name="Answered">Calls that were answered properly.</param>
/// <param name="DistinctRequests">Bodies that differ.</param>
/// <param name="MaxConcurrency">Most calls in work at once.</param>
/// <param name="OverLimit">Calls beyond the concurrency limit.</param>
public sealed record EndpointStatistics(
    long Requests, long Answered, long DistinctRequests, IReadOnlyDictionary<string, long> Faults, int MaxConcurrency, long OverLimit,
    BusyTime Busy);

/// <summary>How busy a test endpoint was.</summary>
/// <param name="Seconds">Time in work, summed over all calls.</param>
/// <param name="SpanSeconds">From the first call's begin to the last call's end.</param>
/// <param name="Share">Of the endpoint's places in that span: Seconds / (SpanSeconds × Concurrency).</param>
/// <param name="Timeline">The same share for each quarter of a second from the first call on.</param>
public sealed record BusyTime(double Seconds, double SpanSeconds, double Share, IReadOnlyList<double> Timeline);

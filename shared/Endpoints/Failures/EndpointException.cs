namespace ArenaLearning.Endpoints.Failures;

/// <summary>An endpoint did not answer, or not properly. The message says what to do, and holds no key.</summary>
public class EndpointException(EndpointFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public EndpointFailure Failure { get; } = failure;

    /// <summary>How long the endpoint asks to be left alone; null where it says nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The HTTP status with which it was refused; null where there was none.</summary>
    public int? Status { get; init; }

    /// <summary>The server's own words; null where it said nothing.</summary>
    public string? Said { get; init; }

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient => Failure is not (EndpointFailure.Refused or EndpointFailure.QuotaUsedUp or EndpointFailure.NoAnswer);
}

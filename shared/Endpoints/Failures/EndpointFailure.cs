namespace ArenaLearning.Endpoints.Failures;

/// <summary>In which way an endpoint failed.</summary>
public enum EndpointFailure
{
    /// <summary>The request itself is refused: key, model, URL or a field of it is wrong.</summary>
    Refused,
    /// <summary>More was used than was paid for: asking again soon is of no use.</summary>
    QuotaUsedUp,
    /// <summary>Status 429.</summary>
    RateLimited,
    /// <summary>Status 5xx.</summary>
    ServerError,
    TimedOut,
    /// <summary>No connection, or one that was dropped.</summary>
    ConnectionLost,
    /// <summary>The body is cut off, no JSON, or holds no answer.</summary>
    UnreadableReply,
    /// <summary>The model answered and gave no answer: thinking alone, a tool call, what a filter left. The same request would end alike.</summary>
    NoAnswer,
}

using ArenaLearning.Endpoints.Failures;

namespace ArenaLearning.Endpoints.Clients;

/// <summary>A model was asked, and paid, and gave no answer. The message says what came instead and what to do.</summary>
public sealed class NoAnswerException(string message, EndpointReply reply) : EndpointException(EndpointFailure.NoAnswer, message)
{
    /// <summary>What came; its text is no answer.</summary>
    public EndpointReply Reply { get; } = reply;
}

using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.LlmJudges;

/// <summary>The language models that judges ask, with all that lies between: limits, retries, cache.</summary>
public interface IJudgeModel
{
    /// <returns>
    /// The reply, unread: <see cref="JudgeReply.Raw"/>, and null for the reason. Where the endpoint could not be reached, or did
    /// not answer properly, a reply whose failure is <see cref="FailureClass.Transport"/> and whose reason says what happened.
    /// </returns>
    Task<JudgeReply> AskAsync(JudgeQuestion question, CancellationToken cancellationToken);
}

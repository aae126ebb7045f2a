using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.Games;

/// <summary>A judge has no verdict on a game; the message says why and what to do.</summary>
public sealed class JudgeException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    public FailureClass Failure { get; init; } = FailureClass.NotJudgeable;

    /// <summary>What the judge said all the same.</summary>
    public IReadOnlyList<JudgeReply> FailedReplies { get; init; } = [];
}

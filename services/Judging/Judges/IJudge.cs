using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.Judges;

/// <summary>Scores the two responses of one game. One instance serves one chunk of battles, and several games at once.</summary>
public interface IJudge
{
    /// <summary>By which messages call the judge.</summary>
    string Name { get; }

    /// <exception cref="JudgeException">This game cannot be judged; the others of the chunk still can.</exception>
    ValueTask<GameVerdict> JudgeAsync(Game game, CancellationToken cancellationToken);
}

/// <summary>One game of a battle: the responses in the order in which the judge sees them.</summary>
/// <param name="Messages">The dialogue so far; the last turn is the user's instruction.</param>
public sealed record Game(
    string Category, IReadOnlyList<ChatTurn> Messages, string? Reference, string First, string Second);

/// <summary>Scores by position, 1 to 10.</summary>
/// <param name="FirstProbability">Of the first response being the better one, where the judge says more than scores do.</param>
/// <param name="Reply">Of a judge that was asked; null otherwise.</param>
public sealed record GameVerdict(
    double FirstScore, double SecondScore, ResponseAssessment First, ResponseAssessment Second,
    double? FirstProbability = null, JudgeReply? Reply = null)
{
    /// <summary>Replies that could not be read before <see cref="Reply"/> could.</summary>
    public IReadOnlyList<JudgeReply> FailedReplies { get; init; } = [];
}

/// <summary>A judge has no verdict on a game; the message says why and what to do.</summary>
public sealed class JudgeException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    public FailureClass Failure { get; init; } = FailureClass.NotJudgeable;

    /// <summary>What the judge said all the same.</summary>
    public IReadOnlyList<JudgeReply> FailedReplies { get; init; } = [];
}

using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.Judges;

/// <summary>Scores the two responses of one game. One instance serves one chunk of battles.</summary>
public interface IJudge
{
    /// <summary>The name by which a campaign asks for this judge.</summary>
    string Name { get; }

    /// <exception cref="JudgeException">This game cannot be judged; the others of the chunk still can.</exception>
    ValueTask<GameVerdict> JudgeAsync(Game game, CancellationToken cancellationToken);
}

/// <summary>One game of a battle: the responses in the order in which the judge sees them.</summary>
/// <param name="Messages">The dialogue so far; the last turn is the user's instruction.</param>
public sealed record Game(
    string Category, IReadOnlyList<ChatTurn> Messages, string? Reference, string First, string Second);

/// <summary>Scores by position, 1 to 10.</summary>
public sealed record GameVerdict(
    double FirstScore, double SecondScore, ResponseAssessment First, ResponseAssessment Second);

/// <summary>A judge has no verdict on a game; the message says why and what to do.</summary>
public sealed class JudgeException(string message, Exception? innerException = null) : Exception(message, innerException);

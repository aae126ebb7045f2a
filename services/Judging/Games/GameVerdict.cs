using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.Games;

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

using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.Verdicts;

/// <summary>What stands for a verdict where there is none.</summary>
public static class FailedVerdict
{
    /// <param name="reason">Why, and what to do.</param>
    public static VerdictResult Of(string unitId, string reason, FailureClass failure) => new()
    {
        UnitId = unitId,
        Games = [],
        ScoreA = 0,
        ScoreB = 0,
        Winner = BattleWinner.Inconsistent,
        A = new(null, null, ""),
        B = new(null, null, ""),
        Failure = reason,
        FailureClass = failure,
    };
}

using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.Verdicts;

/// <summary>What stands for a verdict where there is none.</summary>
public static class FailedVerdict
{
    /// <param name="reason">Why, and what to do.</param>
    public static VerdictResult Of(string unitId, string reason, FailureClass failure) => new(
        unitId, [], 0, 0, BattleWinner.Inconsistent, new(null, null, ""), new(null, null, ""), reason, FailureClass: failure);
}

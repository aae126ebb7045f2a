using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.Verdicts;

/// <summary>Gives the verdict on a whole battle: both its games, combined.</summary>
public interface IBattleJudge
{
    /// <returns>The verdict, or why there is none; it throws only where it is cancelled.</returns>
    Task<VerdictResult> JudgeAsync(BattleUnit unit, CancellationToken cancellationToken);
}

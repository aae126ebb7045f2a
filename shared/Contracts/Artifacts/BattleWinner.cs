namespace ArenaLearning.Contracts.Artifacts;

/// <summary>How a battle ended.</summary>
public enum BattleWinner
{
    ModelA,
    ModelB,
    Tie,
    /// <summary>A tie of two bad answers: FastChat's <c>tie (bothbad)</c>.</summary>
    BothBad,
    /// <summary>The two games named different winners.</summary>
    Inconsistent,
}

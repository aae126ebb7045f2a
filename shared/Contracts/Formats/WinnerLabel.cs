using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Contracts.Formats;

/// <summary>FastChat's words for who won, as its users spell them.</summary>
public static class WinnerLabel
{
    /// <summary>What may be written, for messages.</summary>
    public const string Allowed = "model_a, model_b, tie or tie (bothbad)";

    /// <returns>Null where the label is none of them: it is to be refused, not taken for a tie.</returns>
    public static BattleWinner? Read(string? label) => label switch
    {
        "model_a" => BattleWinner.ModelA,
        "model_b" => BattleWinner.ModelB,
        "tie" => BattleWinner.Tie,
        "tie (bothbad)" or "both_bad" or "bothbad" => BattleWinner.BothBad,
        _ => null,
    };
}

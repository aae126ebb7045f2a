namespace ArenaLearning.Ratings.Battles;

/// <summary>What every battle must be, wherever it is collected.</summary>
internal static class BattleCheck
{
    /// <exception cref="ArgumentException">A contestant without a name, or a contestant against itself; a score that is none.</exception>
    public static void Validate(Battle battle)
    {
        if (string.IsNullOrEmpty(battle.A) || string.IsNullOrEmpty(battle.B))
            throw new ArgumentException("A battle needs the names of two contestants; one is empty.", nameof(battle));
        if (battle.A == battle.B)
            throw new ArgumentException(
                $"A battle of '{battle.A}' against itself says nothing about ratings; leave such battles out.", nameof(battle));
        if (!(battle.ScoreOfA is >= 0 and <= 1))
            throw new ArgumentException(
                $"The score of '{battle.A}' against '{battle.B}' is {battle.ScoreOfA}; it must lie from 0 to 1.", nameof(battle));
    }
}

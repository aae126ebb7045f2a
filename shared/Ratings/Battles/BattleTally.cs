using System.Runtime.InteropServices;

namespace ArenaLearning.Ratings.Battles;

/// <summary>
/// Counts battles as they come. Its size grows with the number of pairs and of different outcomes, not of battles, and
/// what it holds does not depend on the order of the battles or on which of the two contestants was called A.
/// </summary>
public sealed class BattleTally
{
    private readonly Dictionary<Battle, long> counts = [];

    /// <exception cref="ArgumentException">A contestant without a name, or a contestant against itself; a score that is none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public void Add(Battle battle, long count = 1)
    {
        BattleCheck.Validate(battle);
        if (count < 0)
            throw new ArgumentOutOfRangeException(
                nameof(count), count, $"The count of battles of '{battle.A}' and '{battle.B}' must not be negative.");
        if (count == 0) return;
        var canonical = string.CompareOrdinal(battle.A, battle.B) < 0 ? battle : battle.Swapped();
        CollectionsMarshal.GetValueRefOrAddDefault(counts, canonical, out _) += count;
    }

    /// <summary>The battles so far.</summary>
    public BattleTable ToTable() => new(
        counts.Select(entry => new OutcomeCount(entry.Key.A, entry.Key.B, entry.Key.ScoreOfA, entry.Value)));
}

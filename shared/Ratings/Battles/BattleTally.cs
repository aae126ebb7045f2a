using System.Runtime.InteropServices;

namespace ArenaLearning.Ratings.Battles;

/// <summary>
/// Counts battles as they come. Its size grows with the number of pairs, not of battles, and what it holds does not
/// depend on the order of the battles or on which of the two contestants was called A.
/// </summary>
public sealed class BattleTally
{
    private readonly Dictionary<Battle, long> counts = [];

    /// <exception cref="ArgumentException">A contestant without a name, or a contestant against itself.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public void Add(Battle battle, long count = 1)
    {
        if (string.IsNullOrEmpty(battle.A) || string.IsNullOrEmpty(battle.B))
            throw new ArgumentException("A battle needs the names of two contestants; one is empty.", nameof(battle));
        if (battle.A == battle.B)
            throw new ArgumentException(
                $"A battle of '{battle.A}' against itself says nothing about ratings; leave such battles out.", nameof(battle));
        if (!Enum.IsDefined(battle.Outcome))
            throw new ArgumentException($"{battle.Outcome} is no outcome of a battle.", nameof(battle));
        if (count < 0)
            throw new ArgumentOutOfRangeException(
                nameof(count), count, $"The count of battles of '{battle.A}' and '{battle.B}' must not be negative.");
        if (count == 0) return;
        CollectionsMarshal.GetValueRefOrAddDefault(counts, Canonical(battle), out _) += count;
    }

    /// <summary>The battles so far.</summary>
    public BattleTable ToTable() => new(
        counts.Select(entry => new OutcomeCount(entry.Key.A, entry.Key.B, entry.Key.Outcome, entry.Value)));

    private static Battle Canonical(Battle battle) =>
        string.CompareOrdinal(battle.A, battle.B) < 0
            ? battle
            : new(battle.B, battle.A, battle.Outcome switch
            {
                Outcome.AWins => Outcome.BWins,
                Outcome.BWins => Outcome.AWins,
                _ => Outcome.Tie,
            });
}

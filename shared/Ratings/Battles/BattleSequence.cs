using ArenaLearning.Ratings.Pairs;

namespace ArenaLearning.Ratings.Battles;

/// <summary>Battles in the order in which they were fought, for ratings that depend on it.</summary>
public sealed class BattleSequence
{
    private BattleSequence(string[] contestants, int[] a, int[] b, double[] scores) =>
        (Contestants, A, B, Scores) = (contestants, a, b, scores);

    /// <summary>Names in ordinal order.</summary>
    public IReadOnlyList<string> Contestants { get; }

    /// <summary>Indices of the first contestant, by battle.</summary>
    internal int[] A { get; }

    internal int[] B { get; }

    /// <summary>A's scores, by battle.</summary>
    internal double[] Scores { get; }

    public int Count => Scores.Length;

    /// <exception cref="ArgumentException">A battle is none.</exception>
    public static BattleSequence Of(IEnumerable<Battle> battles)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var (a, b, scores) = (new List<int>(), new List<int>(), new List<double>());
        foreach (var battle in battles)
        {
            BattleCheck.Validate(battle);
            a.Add(Number(battle.A));
            b.Add(Number(battle.B));
            scores.Add(battle.ScoreOfA);
        }
        string[] contestants = [.. numbers.Keys.Order(StringComparer.Ordinal)];
        var index = new int[contestants.Length];
        for (var i = 0; i < contestants.Length; i++) index[numbers[contestants[i]]] = i;
        return new(contestants, [.. a.Select(i => index[i])], [.. b.Select(i => index[i])], [.. scores]);

        int Number(string contestant)
        {
            if (!numbers.TryGetValue(contestant, out var number)) numbers.Add(contestant, number = numbers.Count);
            return number;
        }
    }

    /// <summary>Battles of each contestant, in the order of <see cref="Contestants"/>.</summary>
    public IReadOnlyList<long> BattlesByContestant()
    {
        var battles = new long[Contestants.Count];
        foreach (var i in A) battles[i]++;
        foreach (var i in B) battles[i]++;
        return battles;
    }

    /// <summary>Win rates of every pair that fought, in both directions, ties as half.</summary>
    public IReadOnlyList<PairWinRate> WinRates() => BattleTable
        .Of(Enumerable.Range(0, Count).Select(i => new Battle(Contestants[A[i]], Contestants[B[i]], Scores[i]))).WinRates();
}

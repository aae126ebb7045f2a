using System.Runtime.CompilerServices;
using ArenaLearning.Ratings.Pairs;

namespace ArenaLearning.Ratings.Battles;

/// <summary>
/// Counts wins, losses and ties of contestants known by number: a tally for readers of big files, who number names as
/// they meet them. An array of counts by (A, B, outcome), so its size grows with the square of the contestants.
/// </summary>
public sealed class OutcomeMatrix
{
    /// <summary>Beyond, the array would be too large; use <see cref="BattleTally"/>.</summary>
    public const int MostContestants = 1024;

    private const int Outcomes = 4;
    private int capacity = 64;
    private int[] counts = new int[64 * 64 * Outcomes];

    /// <param name="a">Number of A, from 0 and below <see cref="MostContestants"/>.</param>
    public void Add(int a, int b, Outcome outcome)
    {
        if (Math.Max(a, b) >= capacity) Grow(Math.Max(a, b));
        counts[(a * capacity + b) * Outcomes + (int)outcome]++;
    }

    /// <summary>All battles of some matrices in one table; battles of a contestant against itself are left out.</summary>
    /// <param name="parts">Each with the names of its contestants by number.</param>
    public static OutcomeMatrixSum Sum(IReadOnlyList<(OutcomeMatrix Counts, IReadOnlyList<string> Names)> parts)
    {
        var all = parts.SelectMany(part => part.Names).Distinct(StringComparer.Ordinal).ToArray();
        Array.Sort(all, StringComparer.Ordinal);
        var index = all.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        var sum = new long[all.Length * all.Length * Outcomes];
        long againstSelf = 0;
        foreach (var (part, names) in parts) againstSelf += part.AddTo(sum, all.Length, [.. names.Select(name => index[name])]);
        return new(ToTable(all, sum), againstSelf);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long AddTo(long[] sum, int contestants, int[] index)
    {
        long againstSelf = 0;
        for (var a = 0; a < index.Length; a++)
        {
            for (var b = 0; b < index.Length; b++)
            {
                var from = counts.AsSpan((a * capacity + b) * Outcomes, Outcomes);
                if (a == b)
                {
                    foreach (var count in from) againstSelf += count;
                    continue;
                }
                var (first, second, swapped) = index[a] < index[b] ? (index[a], index[b], false) : (index[b], index[a], true);
                var to = sum.AsSpan((first * contestants + second) * Outcomes, Outcomes);
                to[(int)Outcome.AWins] += from[(int)(swapped ? Outcome.BWins : Outcome.AWins)];
                to[(int)Outcome.BWins] += from[(int)(swapped ? Outcome.AWins : Outcome.BWins)];
                to[(int)Outcome.Tie] += from[(int)Outcome.Tie];
            }
        }
        return againstSelf;
    }

    /// <summary>The rows in the order of <see cref="BattleTable.Rows"/>, without contestants that fought nobody else.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static BattleTable ToTable(string[] names, long[] sum)
    {
        var fought = new bool[names.Length];
        for (var cell = 0; cell < sum.Length; cell++)
        {
            if (sum[cell] == 0) continue;
            fought[cell / Outcomes / names.Length] = true;
            fought[cell / Outcomes % names.Length] = true;
        }
        var index = new int[names.Length];
        var next = 0;
        for (var i = 0; i < names.Length; i++) index[i] = fought[i] ? next++ : -1;

        var builder = new PairRowsBuilder();
        for (var a = 0; a < names.Length; a++)
        {
            for (var b = a + 1; b < names.Length; b++)
            {
                for (var outcome = 0; outcome <= (int)Outcome.Tie; outcome++)
                {
                    var count = sum[(a * names.Length + b) * Outcomes + outcome];
                    if (count > 0) builder.Add(index[a], index[b], Battle.ScoreOf((Outcome)outcome), count);
                }
            }
        }
        return new([.. names.Where((_, i) => fought[i])], builder.Build());
    }

    private void Grow(int number)
    {
        if (number >= MostContestants)
            throw new ArgumentOutOfRangeException(
                nameof(number), number, $"A matrix of outcomes holds {MostContestants} contestants; count these in a tally.");
        var larger = capacity;
        while (larger <= number) larger *= 2;
        var grown = new int[larger * larger * Outcomes];
        for (var a = 0; a < capacity; a++)
            Array.Copy(counts, a * capacity * Outcomes, grown, a * larger * Outcomes, capacity * Outcomes);
        (capacity, counts) = (larger, grown);
    }
}

/// <param name="AgainstSelf">Battles of a contestant against itself: they say nothing about ratings and are not in the table.</param>
public sealed record OutcomeMatrixSum(BattleTable Table, long AgainstSelf);

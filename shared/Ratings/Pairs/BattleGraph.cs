using System.Runtime.CompilerServices;

namespace ArenaLearning.Ratings.Pairs;

/// <summary>
/// Which contestants the battles connect. Bradley-Terry ratings of two contestants are comparable only if a chain of
/// battles joins them, and finite only if each can be reached from the other along wins or ties: L. R. Ford, "Solution
/// of a ranking problem from binary comparisons", American Mathematical Monthly 64 (1957).
/// </summary>
/// <remarks>Sets of contestants are rows of bits, as every bootstrap round asks anew.</remarks>
internal sealed class BattleGraph(int contestants)
{
    private const int Bits = 64;
    private readonly int words = (contestants + Bits - 1) / Bits;
    private readonly ulong[] beats = new ulong[contestants * ((contestants + Bits - 1) / Bits)];
    private readonly ulong[] losesTo = new ulong[contestants * ((contestants + Bits - 1) / Bits)];

    /// <summary>Notes who of a pair won, at least in part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int a, int b, bool aWins, bool bWins)
    {
        if (aWins) AddWin(a, b);
        if (bWins) AddWin(b, a);
    }

    public void Clear()
    {
        Array.Clear(beats);
        Array.Clear(losesTo);
    }

    /// <summary>Groups that battles connect, as ascending indices, ordered by their first.</summary>
    public IReadOnlyList<IReadOnlyList<int>> ConnectedGroups() => Partition(start => Reach(start, beats, losesTo));

    /// <summary>
    /// Groups in which everyone can be reached from everyone along wins; between two groups wins go one way only.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<int>> MutuallyBeatingGroups() =>
        Partition(start =>
        {
            var below = Reach(start, beats, null);
            var above = Reach(start, losesTo, null);
            for (var word = 0; word < words; word++) below[word] &= above[word];
            return below;
        });

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddWin(int winner, int loser)
    {
        beats[winner * words + loser / Bits] |= 1UL << loser;
        losesTo[loser * words + winner / Bits] |= 1UL << winner;
    }

    private List<IReadOnlyList<int>> Partition(Func<int, ulong[]> groupOf)
    {
        var groups = new List<IReadOnlyList<int>>();
        var placed = new ulong[words];
        for (var contestant = 0; contestant < contestants; contestant++)
        {
            if (Holds(placed, contestant)) continue;
            var group = groupOf(contestant);
            for (var word = 0; word < words; word++) placed[word] |= group[word];
            groups.Add([.. Enumerable.Range(0, contestants).Where(i => Holds(group, i))]);
        }
        return groups;
    }

    private ulong[] Reach(int start, ulong[] neighbours, ulong[]? others)
    {
        var reached = new ulong[words];
        reached[start / Bits] |= 1UL << start;
        var open = new Stack<int>([start]);
        while (open.TryPop(out var node))
        {
            for (var word = 0; word < words; word++)
            {
                var found = neighbours[node * words + word];
                if (others is not null) found |= others[node * words + word];
                found &= ~reached[word];
                reached[word] |= found;
                for (; found != 0; found &= found - 1)
                    open.Push(word * Bits + System.Numerics.BitOperations.TrailingZeroCount(found));
            }
        }
        return reached;
    }

    private static bool Holds(ulong[] set, int contestant) => (set[contestant / Bits] >> contestant & 1) != 0;
}

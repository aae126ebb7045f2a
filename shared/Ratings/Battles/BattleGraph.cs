namespace ArenaLearning.Ratings.Battles;

/// <summary>
/// Which contestants the battles connect. Bradley-Terry ratings of two contestants are comparable only if a chain of
/// battles joins them, and finite only if each can be reached from the other along wins or ties: L. R. Ford, "Solution
/// of a ranking problem from binary comparisons", American Mathematical Monthly 64 (1957).
/// </summary>
internal sealed class BattleGraph
{
    private readonly List<int>[] beats;
    private readonly List<int>[] losesTo;

    public BattleGraph(int contestants, IReadOnlyList<PairWins> pairs)
    {
        beats = [.. Enumerable.Range(0, contestants).Select(_ => new List<int>())];
        losesTo = [.. Enumerable.Range(0, contestants).Select(_ => new List<int>())];
        foreach (var pair in pairs)
        {
            if (pair.WinsOfA > 0) AddWin(pair.A, pair.B);
            if (pair.WinsOfB > 0) AddWin(pair.B, pair.A);
        }
    }

    /// <summary>Groups that battles connect, as ascending indices, ordered by their first.</summary>
    public IReadOnlyList<IReadOnlyList<int>> ConnectedGroups() =>
        Partition(start => Reach(start, node => beats[node].Concat(losesTo[node])));

    /// <summary>
    /// Groups in which everyone can be reached from everyone along wins; between two groups wins go one way only.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<int>> MutuallyBeatingGroups() =>
        Partition(start =>
        {
            var below = Reach(start, node => beats[node]);
            below.IntersectWith(Reach(start, node => losesTo[node]));
            return below;
        });

    private void AddWin(int winner, int loser)
    {
        beats[winner].Add(loser);
        losesTo[loser].Add(winner);
    }

    private List<IReadOnlyList<int>> Partition(Func<int, HashSet<int>> groupOf)
    {
        var groups = new List<IReadOnlyList<int>>();
        var placed = new HashSet<int>();
        for (var contestant = 0; contestant < beats.Length; contestant++)
        {
            if (placed.Contains(contestant)) continue;
            var group = groupOf(contestant);
            placed.UnionWith(group);
            groups.Add([.. group.Order()]);
        }
        return groups;
    }

    private static HashSet<int> Reach(int start, Func<int, IEnumerable<int>> neighbours)
    {
        var reached = new HashSet<int> { start };
        var open = new Stack<int>([start]);
        while (open.TryPop(out var node))
        {
            foreach (var next in neighbours(node))
            {
                if (reached.Add(next)) open.Push(next);
            }
        }
        return reached;
    }
}

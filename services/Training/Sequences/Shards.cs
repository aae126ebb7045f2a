namespace ArenaLearning.Training.Sequences;

/// <summary>How a batch is dealt to replicas.</summary>
public static class Shards
{
    /// <summary>
    /// Deals items out in the order of their length, there and back, so that the shards hold about as many tokens.
    /// No shard is empty unless there are fewer items than shards; then there are fewer shards.
    /// </summary>
    public static T[][] Deal<T>(IReadOnlyList<T> items, int shards, Func<T, int> length)
    {
        shards = Math.Min(shards, items.Count);
        var dealt = Enumerable.Range(0, shards).Select(_ => new List<T>()).ToArray();
        var place = 0;
        foreach (var item in items.OrderByDescending(length))
        {
            var round = place / shards;
            var seat = place % shards;
            dealt[round % 2 == 0 ? seat : shards - 1 - seat].Add(item);
            place++;
        }
        return [.. dealt.Select(shard => shard.ToArray())];
    }
}

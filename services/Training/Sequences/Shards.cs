namespace ArenaLearning.Training.Sequences;

/// <summary>How a batch is dealt to replicas.</summary>
public static class Shards
{
    /// <summary>
    /// Cuts the items, longest first, into runs. A shard is padded to its longest item, so long ones stand together, and the cuts
    /// are where the costliest shard, count times longest, costs least. No shard is empty unless there are fewer items than
    /// shards; then there are fewer shards.
    /// </summary>
    public static T[][] Deal<T>(IReadOnlyList<T> items, int shards, Func<T, int> length)
    {
        shards = Math.Min(shards, items.Count);
        if (shards == 0) return [];
        T[] sorted = [.. items.OrderByDescending(length)];
        int[] lengths = [.. sorted.Select(length)];
        long least = 1, most = (long)sorted.Length * Math.Max(1, lengths[0]);
        while (least < most)
        {
            var limit = (least + most) / 2;
            if (Cuts(lengths, shards, limit)[^1] == sorted.Length) most = limit;
            else least = limit + 1;
        }
        var cuts = Cuts(lengths, shards, least);
        return [.. cuts.Select((end, i) => sorted[(i == 0 ? 0 : cuts[i - 1])..end])];
    }

    /// <summary>Where each shard ends when it takes as many items as the limit on its cost allows, and leaves one for each after it.</summary>
    private static int[] Cuts(int[] lengths, int shards, long limit)
    {
        var (cuts, begin) = (new int[shards], 0);
        for (var shard = 0; shard < shards; shard++)
        {
            var left = lengths.Length - begin - (shards - 1 - shard);
            begin += (int)Math.Clamp(limit / Math.Max(1, lengths[begin]), 1, left);
            cuts[shard] = begin;
        }
        return cuts;
    }
}

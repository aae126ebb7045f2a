using ArenaLearning.Randomness;

namespace ArenaLearning.Training.Sequences;

/// <summary>
/// Which rows the batch of a step holds: every epoch is a fresh permutation derived from the seed and the epoch's number, so a
/// run that resumes at a step needs no saved cursor.
/// </summary>
public sealed class EpochOrder(int rows, int batchSize, long seed)
{
    private int[] order = [];
    private long epoch = -1;

    public int[] Batch(int step)
    {
        var batch = new int[Math.Min(batchSize, rows)];
        for (var i = 0; i < batch.Length; i++)
        {
            var place = (long)step * batch.Length + i;
            if (place / rows != epoch) Permute(place / rows);
            batch[i] = order[place % rows];
        }
        return batch;
    }

    private void Permute(long epoch)
    {
        order = [.. Enumerable.Range(0, rows)];
        new SplitMix64(SplitMix64.Derive(seed, epoch)).Shuffle<int>(order);
        this.epoch = epoch;
    }
}

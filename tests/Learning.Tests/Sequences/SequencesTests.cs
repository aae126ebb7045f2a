using ArenaLearning.Training.Sequences;
using TorchSharp;
using Xunit;

namespace ArenaLearning.Learning.Tests.Sequences;

public sealed class SequencesTests
{
    // Two sequences in 4 columns: prompt 2, 9 with response 3, 4; prompt 2 with response 5, 6. In the flat batch the first response
    // stands at 2 and 3, its states one before; the second at 5 and 6.
    [Fact]
    public void A_batch_pads_on_the_right_and_knows_where_each_response_token_stands()
    {
        using var scope = torch.NewDisposeScope();
        var batch = PaddedBatch.Of([new([2, 9, 3, 4], 2), new([2, 5, 6], 1)], torch.CPU);
        Assert.Equal([2, 9, 3, 4, 2, 5, 6, 0], Numbers(batch.Ids));
        Assert.Equal([2L, 4], batch.Ids.shape);
        Assert.Equal([1, 2, 4, 5], Numbers(batch.Before));
        Assert.Equal([2, 3, 5, 6], Numbers(batch.At));
        Assert.Equal([3, 4, 5, 6], Numbers(batch.Targets));
        Assert.Equal([0, 0, 1, 1], Numbers(batch.Rows));
        Assert.Equal((2, 4), (batch.Count, batch.ResponseTokens));
    }

    [Fact]
    public void Each_epoch_is_a_permutation_of_all_rows_and_another_one()
    {
        var order = new EpochOrder(rows: 12, batchSize: 4, seed: 1);
        int[][] epochs = [.. Enumerable.Range(0, 4).Select(epoch => Enumerable.Range(3 * epoch, 3).SelectMany(order.Batch).ToArray())];
        Assert.All(epochs, epoch => Assert.Equal(Enumerable.Range(0, 12), epoch.Order()));
        Assert.Equal(4, epochs.Select(epoch => string.Join(',', epoch)).Distinct().Count());
    }

    [Fact]
    public void The_batch_of_a_step_does_not_depend_on_the_steps_before_it()
    {
        var straight = new EpochOrder(rows: 7, batchSize: 3, seed: 5);
        var batches = Enumerable.Range(0, 20).Select(straight.Batch).ToArray();
        Assert.All(Enumerable.Range(0, 20).Reverse(), step => Assert.Equal(batches[step], new EpochOrder(7, 3, 5).Batch(step)));
        Assert.Equal(7 * 3, batches[..7].Sum(batch => batch.Length));
        Assert.All(Enumerable.Range(0, 7), row => Assert.Equal(3, batches[..7].Sum(batch => batch.Count(other => other == row))));
        Assert.NotEqual(batches, Enumerable.Range(0, 20).Select(new EpochOrder(7, 3, 6).Batch));
    }

    [Fact]
    public void A_batch_larger_than_the_data_holds_each_row_once() =>
        Assert.Equal([0, 1, 2], new EpochOrder(rows: 3, batchSize: 8, seed: 1).Batch(4).Order());

    // Padded to the longest: 2 x 9 and 3 x 7 cost at most 21; 1 x 9 and 4 x 8 would cost 32, 3 x 9 and 2 x 6 would cost 27.
    [Fact]
    public void Shards_of_like_lengths_cost_about_as_much_each_and_hold_all_items_once()
    {
        var shards = Shards.Deal([5, 9, 7, 6, 8], 2, length => length);
        Assert.Equal([[9, 8], [7, 6, 5]], shards);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void No_other_cuts_are_cheaper(int shards)
    {
        int[] lengths = [30, 12, 44, 44, 8, 19, 27, 51, 16, 33];
        static int Cost(IEnumerable<int[]> dealt) => dealt.Max(shard => shard.Length * shard.Max());

        var dealt = Shards.Deal(lengths, shards, length => length);

        Assert.Equal(shards, dealt.Length);
        Assert.Equal(lengths.Order(), dealt.SelectMany(shard => shard).Order());
        int[] sorted = [.. lengths.OrderDescending()];
        Assert.Equal(Cuts(sorted.Length, shards).Min(sizes => Cost(Split(sorted, sizes))), Cost(dealt));

        static IEnumerable<int[]> Cuts(int items, int parts) => parts == 1 ? [[items]]
            : Enumerable.Range(1, items - parts + 1).SelectMany(first => Cuts(items - first, parts - 1).Select(rest => (int[])[first, .. rest]));

        static IEnumerable<int[]> Split(int[] items, int[] sizes) =>
            sizes.Select((size, i) => items.AsSpan(sizes[..i].Sum(), size).ToArray());
    }

    [Fact]
    public void There_are_no_more_shards_than_items() => Assert.Equal([[2], [1]], Shards.Deal([1, 2], 5, length => length));

    private static long[] Numbers(torch.Tensor values) => values.data<long>().ToArray();
}

using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.Learning.Tests.Decoder;
using ArenaLearning.Training.Losses;
using ArenaLearning.Training.Optimization;
using ArenaLearning.Training.Sequences;
using TorchSharp;
using Xunit;
using static ArenaLearning.Learning.Tests.Column;

namespace ArenaLearning.Learning.Tests.Optimization;

public sealed class ReplicaGroupTests
{
    private static readonly TokenSequence[] Sequences =
        [.. new[] { 9, 5, 7, 6, 8 }.Select((length, i) => new TokenSequence(TinyModel.Ids(length, seed: i), 2))];

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Several_replicas_find_the_gradient_of_one(int replicas)
    {
        using var parameters = TinyModel.Parameters(TinyModel.Uneven);
        var alone = Gradient(parameters, 1, Sequences);
        Assert.Contains(alone, value => Math.Abs(value) > 0.1);
        Close([.. alone.Select(value => (double)value)], Gradient(parameters, replicas, Sequences), 1e-5);
    }

    [Fact]
    public void The_same_batch_gives_the_same_bits_whichever_thread_is_faster()
    {
        using var parameters = TinyModel.Parameters(TinyModel.Uneven);
        using var group = new ReplicaGroup(parameters, 3);
        var first = Backward(group, Sequences);
        for (var i = 0; i < 20; i++) Assert.Equal(first, Backward(group, Sequences));
    }

    [Fact]
    public void A_replica_without_a_shard_adds_nothing_of_an_earlier_batch()
    {
        using var parameters = TinyModel.Parameters(TinyModel.Uneven);
        using var group = new ReplicaGroup(parameters, 3);
        Backward(group, Sequences);
        Assert.Equal(Gradient(parameters, 1, Sequences[..1]), Backward(group, Sequences[..1]));
    }

    [Fact]
    public void A_failure_in_any_replica_is_thrown_once_all_have_ended()
    {
        using var parameters = TinyModel.Parameters(TinyModel.Uneven);
        using var group = new ReplicaGroup(parameters, 3);
        var ended = 0;
        var exception = Assert.Throws<InvalidDataException>(() => group.Evaluate<int, int>([0, 1, 2], (_, shard) =>
        {
            Interlocked.Increment(ref ended);
            return shard == 1 ? throw new InvalidDataException("shard 1") : shard;
        }));
        Assert.Equal(("shard 1", 3), (exception.Message, ended));
    }

    [Fact]
    public void Evaluating_records_no_gradients()
    {
        using var parameters = TinyModel.Parameters(TinyModel.Uneven);
        using var group = new ReplicaGroup(parameters, 2);
        Assert.Equal([false, false], group.Evaluate<int, bool>([0, 1], (model, _) => model.Hidden(TinyModel.Batch([5, 6])).requires_grad));
    }

    private static float[] Gradient(DecoderParameters parameters, int replicas, TokenSequence[] sequences)
    {
        using var group = new ReplicaGroup(parameters, replicas);
        return Backward(group, sequences);
    }

    private static float[] Backward(ReplicaGroup group, TokenSequence[] sequences)
    {
        group.Backward(Shards.Deal(sequences, group.Count, sequence => sequence.Ids.Length), (model, shard) =>
        {
            var batch = PaddedBatch.Of(shard, model.Device);
            var all = TokenLogProbabilities.OfAll(model, TokenLogProbabilities.States(model, batch), batch);
            return (TokenLogProbabilities.OfTargets(all, batch).sum().mul(Of(0.1f)).sum(), 0);
        });
        return group.Gradient.Numbers();
    }
}

using System.Runtime.ExceptionServices;
using ArenaLearning.LanguageModels.Decoder;
using TorchSharp;
using static TorchSharp.torch;

namespace ArenaLearning.Training.Optimization;

/// <summary>
/// Replicas of one model that share its values and split every batch, one thread each. Gradients are added in the
/// replicas' order, so a run does not depend on which thread was faster.
/// </summary>
public sealed class ReplicaGroup : IDisposable
{
    private readonly DecoderModel[] models;

    public ReplicaGroup(DecoderParameters parameters, int replicas, bool trainable = true) =>
        models = [.. Enumerable.Range(0, replicas).Select(_ => new DecoderModel(parameters, trainable))];

    public int Count => models.Length;

    /// <summary>Sum of the replicas' gradients after <see cref="Backward"/>, [TotalCount].</summary>
    public Tensor Gradient => models[0].Gradients!;

    /// <summary>
    /// Runs the loss of each shard forward and backward. Each loss must be scaled so that the losses of all shards add up
    /// to the loss of the batch.
    /// </summary>
    /// <returns>What the loss function reports for each shard.</returns>
    public TReport[] Backward<TShard, TReport>(
        IReadOnlyList<TShard> shards, Func<DecoderModel, TShard, (Tensor Loss, TReport Report)> loss)
    {
        var reports = Each(shards, (model, shard) =>
        {
            model.Gradients!.zero_();
            var (value, report) = loss(model, shard);
            value.backward();
            return report;
        });
        using var noGradients = no_grad();
        for (var i = 1; i < shards.Count; i++)
            Gradient.add_(models[i].Gradients!, Scalars.One);
        return reports;
    }

    /// <summary>Runs a function over shards without gradients.</summary>
    public TResult[] Evaluate<TShard, TResult>(IReadOnlyList<TShard> shards, Func<DecoderModel, TShard, TResult> function) =>
        Each(shards, (model, shard) =>
        {
            using var noGradients = no_grad();
            return function(model, shard);
        });

    public void Dispose()
    {
        foreach (var model in models) model.Dispose();
    }

    // Threads of their own and not the pool's: grad mode and dispose scopes are per thread, and the pool stays free.
    private TResult[] Each<TShard, TResult>(IReadOnlyList<TShard> shards, Func<DecoderModel, TShard, TResult> function)
    {
        var results = new TResult[shards.Count];
        var failures = new ExceptionDispatchInfo?[shards.Count];
        var threads = Enumerable.Range(1, Math.Max(0, shards.Count - 1)).Select(i => new Thread(() => Run(i))).ToArray();
        foreach (var thread in threads) thread.Start();
        if (shards.Count > 0) Run(0);
        foreach (var thread in threads) thread.Join();
        foreach (var failure in failures) failure?.Throw();
        return results;

        void Run(int i)
        {
            try
            {
                using var scope = NewDisposeScope();
                results[i] = function(models[i], shards[i]);
            }
            catch (Exception e)
            {
                failures[i] = ExceptionDispatchInfo.Capture(e);
            }
        }
    }
}

using ArenaLearning.Contracts.Messages;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.Training.Losses;
using ArenaLearning.Training.Optimization;
using ArenaLearning.Training.Sequences;
using static TorchSharp.torch;

namespace ArenaLearning.Training.Trainers;

/// <summary>Supervised fine-tuning: mean negative log-likelihood of the response tokens.</summary>
public sealed class SftTrainer : ITrainer
{
    private readonly TrainingRecipe recipe;
    private readonly IReadOnlyList<TokenSequence> rows;
    private readonly EpochOrder order;
    private readonly ReplicaGroup replicas;
    private readonly FlatOptimizer optimizer;

    public SftTrainer(TrainingRecipe recipe, DecoderParameters parameters, IReadOnlyList<TokenSequence> rows, long seed)
    {
        (this.recipe, this.rows, Result) = (recipe, rows, parameters);
        order = new EpochOrder(rows.Count, recipe.BatchSize, seed);
        replicas = new ReplicaGroup(parameters, recipe.Replicas);
        optimizer = new FlatOptimizer(parameters, recipe.Optimizer);
        State = new Dictionary<string, Tensor>(optimizer.State("policy"));
    }

    public int Steps => recipe.Steps;

    public DecoderParameters Result { get; }

    public IReadOnlyDictionary<string, Tensor> State { get; }

    public IReadOnlyDictionary<string, double> Step(int step)
    {
        var rows = order.Batch(step).Select(i => this.rows[i]).ToArray();
        var scale = 1f / rows.Sum(row => row.ResponseLength);
        var shards = Shards.Deal(rows, recipe.Replicas, row => row.Ids.Length);
        var losses = replicas.Backward(shards, (model, shard) =>
        {
            var batch = PaddedBatch.Of(shard, model.Device);
            var nll = NegativeLogLikelihood(model, batch);
            using var factor = tensor(scale, device: model.Device);
            return (nll.mul(factor), nll.item<float>() * scale);
        });
        var factor = LearningRateSchedule.Factor(recipe.Optimizer, step, Steps);
        var norm = optimizer.Step(replicas.Gradient, step + 1, factor);
        return new Dictionary<string, double>
        {
            ["loss"] = losses.Sum(),
            ["grad_norm"] = norm,
            ["learning_rate"] = factor * recipe.Optimizer.LearningRate,
        };
    }

    public IReadOnlyDictionary<string, double> Evaluate() => new Dictionary<string, double>();

    public void Dispose()
    {
        replicas.Dispose();
        optimizer.Dispose();
    }

    private static Tensor NegativeLogLikelihood(DecoderModel model, PaddedBatch batch)
    {
        var states = TokenLogProbabilities.States(model, batch);
        return TokenLogProbabilities.OfTargets(TokenLogProbabilities.OfAll(model, states, batch), batch).sum().neg();
    }
}

using ArenaLearning.Contracts.Messages;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.Training.Losses;
using ArenaLearning.Training.Optimization;
using ArenaLearning.Training.Sequences;
using TorchSharp;
using static TorchSharp.torch;

namespace ArenaLearning.Training.Trainers;

/// <param name="FirstError">Index of the response token at which it goes wrong; null where it is right throughout.</param>
public sealed record SupervisedResponse(TokenSequence Sequence, int? FirstError);

/// <param name="Source">Where the rejected response comes from, for accuracy by source.</param>
public sealed record HeldOutPair(TokenSequence Chosen, TokenSequence Rejected, string Source);

/// <summary>
/// A process reward model: at every response token, is the response right so far? The language-modelling loss on right
/// responses beside it keeps the features from which that can be told.
/// </summary>
public sealed class RewardModelTrainer : ITrainer
{
    private const int EvaluationBatch = 128;

    private readonly TrainingRecipe recipe;
    private readonly RewardModelSettings settings;
    private readonly IReadOnlyList<SupervisedResponse> rows;
    private readonly IReadOnlyList<HeldOutPair> heldOut;
    private readonly EpochOrder order;
    private readonly ReplicaGroup replicas;
    private readonly FlatOptimizer optimizer;

    /// <param name="parameters">With a score head.</param>
    public RewardModelTrainer(
        TrainingRecipe recipe, DecoderParameters parameters, IReadOnlyList<SupervisedResponse> rows,
        IReadOnlyList<HeldOutPair> heldOut, long seed)
    {
        (this.recipe, this.rows, this.heldOut, Result) = (recipe, rows, heldOut, parameters);
        settings = recipe.RewardModel ?? throw new ArgumentException("A reward model recipe needs its reward_model settings.");
        order = new EpochOrder(rows.Count, recipe.BatchSize, seed);
        replicas = new ReplicaGroup(parameters, recipe.Replicas);
        optimizer = new FlatOptimizer(parameters, recipe.Optimizer);
        State = new Dictionary<string, Tensor>(optimizer.State("reward_model"));
    }

    public int Steps => recipe.Steps;

    public DecoderParameters Result { get; }

    public IReadOnlyDictionary<string, Tensor> State { get; }

    public IReadOnlyDictionary<string, double> Step(int step)
    {
        var rows = order.Batch(step).Select(i => this.rows[i]).ToArray();
        var weight = rows.Sum(row => row.Sequence.ResponseLength + (row.FirstError is null ? 0 : settings.FirstErrorWeight - 1));
        var rightTokens = rows.Where(row => row.FirstError is null).Sum(row => row.Sequence.ResponseLength);
        var perToken = rightTokens == 0 ? 0 : settings.NllWeight / rightTokens;
        var shards = Shards.Deal(rows, recipe.Replicas, row => row.Sequence.Ids.Length);
        var reports = replicas.Backward(shards, (model, shard) => Loss(model, shard, 1 / weight, perToken));

        var factor = LearningRateSchedule.Factor(recipe.Optimizer, step, Steps);
        var norm = optimizer.Step(replicas.Gradient, step + 1, factor);
        return new Dictionary<string, double>
        {
            ["loss"] = reports.Sum(report => report.Loss),
            ["accuracy"] = reports.Sum(report => report.RightTokens) / rows.Sum(row => row.Sequence.ResponseLength),
            ["grad_norm"] = norm,
            ["learning_rate"] = factor * recipe.Optimizer.LearningRate,
        };
    }

    /// <returns>
    /// <c>eval/pair_accuracy</c>, and <c>eval/pair_accuracy/SOURCE</c> for each source of rejected responses: how often the chosen
    /// response of a held-out pair scores higher.
    /// </returns>
    public IReadOnlyDictionary<string, double> Evaluate()
    {
        var right = new SortedDictionary<string, List<double>>(StringComparer.Ordinal);
        foreach (var pairs in heldOut.Chunk(EvaluationBatch))
        {
            var shards = Shards.Deal(pairs, recipe.Replicas, pair => Math.Max(pair.Chosen.Ids.Length, pair.Rejected.Ids.Length));
            var results = replicas.Evaluate(shards, (model, shard) =>
                ProcessReward.Probabilities(model, [.. shard.Select(pair => pair.Chosen), .. shard.Select(pair => pair.Rejected)])
                    .Select(ProcessReward.Score).ToArray());
            foreach (var (shard, scores) in shards.Zip(results))
                for (var k = 0; k < shard.Length; k++)
                {
                    if (!right.TryGetValue(shard[k].Source, out var source)) right.Add(shard[k].Source, source = []);
                    source.Add(scores[k] > scores[shard.Length + k] ? 1 : scores[k] < scores[shard.Length + k] ? 0 : 0.5);
                }
        }
        if (right.Count == 0) return new Dictionary<string, double>();
        var metrics = right.ToDictionary(source => $"eval/pair_accuracy/{source.Key}", source => source.Value.Average());
        metrics["eval/pair_accuracy"] = right.Values.SelectMany(values => values).Average();
        metrics["eval/pairs"] = heldOut.Count;
        return metrics;
    }

    public void Dispose()
    {
        replicas.Dispose();
        optimizer.Dispose();
    }

    private (Tensor Loss, (double Loss, double RightTokens) Report) Loss(
        DecoderModel model, SupervisedResponse[] shard, double perWeight, double perToken)
    {
        var batch = PaddedBatch.Of([.. shard.Select(row => row.Sequence)], model.Device);
        var (labels, weights, right) = (new float[batch.ResponseTokens], new float[batch.ResponseTokens], new float[batch.ResponseTokens]);
        var n = 0;
        foreach (var row in shard)
            for (var t = 0; t < row.Sequence.ResponseLength; t++, n++)
            {
                labels[n] = row.FirstError is null || t < row.FirstError ? 1 : 0;
                weights[n] = (float)(perWeight * (t == row.FirstError ? settings.FirstErrorWeight : 1));
                right[n] = row.FirstError is null ? (float)perToken : 0;
            }
        var states = TokenLogProbabilities.States(model, batch);
        var scores = model.Scores(states.index_select(0, batch.At));
        var labelColumn = Column(labels);
        var loss = RewardLosses.Process(scores, labelColumn, Column(weights)).sum();
        if (perToken > 0)
        {
            var logProbabilities = TokenLogProbabilities.OfTargets(TokenLogProbabilities.OfAll(model, states, batch), batch);
            loss = loss.sub(logProbabilities.mul(Column(right)).sum());
        }
        var agree = scores.detach().gt(Scalars.Zero).to_type(ScalarType.Float32).eq(labelColumn).sum().item<long>();
        return (loss, (loss.item<float>(), agree));

        Tensor Column(float[] values) => tensor(values, ScalarType.Float32, model.Device);
    }
}

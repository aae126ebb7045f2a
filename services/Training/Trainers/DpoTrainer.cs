using ArenaLearning.Contracts.Messages;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.Training.Losses;
using ArenaLearning.Training.Optimization;
using ArenaLearning.Training.Sequences;
using TorchSharp;
using static TorchSharp.torch;

namespace ArenaLearning.Training.Trainers;

/// <param name="Chosen">Prompt and winning response; <paramref name="Rejected"/>: the same prompt and the losing one.</param>
public sealed record PreferencePair(TokenSequence Chosen, TokenSequence Rejected);

/// <summary>
/// Direct Preference Optimization against the frozen base, with the chosen response's negative log-likelihood beside it.
/// With the preference weight 0 it is the control that sees the same winners without the preference term.
/// </summary>
public sealed class DpoTrainer : ITrainer
{
    private const int ReferenceBatch = 128;

    private readonly TrainingRecipe recipe;
    private readonly DpoSettings settings;
    private readonly IReadOnlyList<PreferencePair> pairs;
    private readonly EpochOrder order;
    private readonly ReplicaGroup replicas;
    private readonly FlatOptimizer optimizer;
    private readonly (float Chosen, float Rejected)[] reference;
    private readonly Scalar beta;

    public DpoTrainer(TrainingRecipe recipe, DecoderParameters parameters, IReadOnlyList<PreferencePair> pairs, long seed)
    {
        (this.recipe, this.pairs, Result) = (recipe, pairs, parameters);
        settings = recipe.Dpo ?? throw new ArgumentException("A DPO recipe needs its dpo settings.");
        beta = (float)settings.Beta;
        order = new EpochOrder(pairs.Count, recipe.BatchSize, seed);
        replicas = new ReplicaGroup(parameters, recipe.Replicas);
        optimizer = new FlatOptimizer(parameters, recipe.Optimizer);
        State = new Dictionary<string, Tensor>(optimizer.State("policy"));
        reference = ReferenceLogProbabilities();
    }

    public int Steps => recipe.Steps;

    public DecoderParameters Result { get; }

    public IReadOnlyDictionary<string, Tensor> State { get; }

    public IReadOnlyDictionary<string, double> Step(int step)
    {
        var rows = order.Batch(step);
        var perPair = settings.PreferenceWeight / rows.Length;
        var perToken = settings.NllWeight / rows.Sum(i => pairs[i].Chosen.ResponseLength);
        var shards = Shards.Deal(rows, recipe.Replicas, i => Math.Max(pairs[i].Chosen.Ids.Length, pairs[i].Rejected.Ids.Length));
        var reports = replicas.Backward(shards, (model, shard) => Loss(model, shard, perPair, perToken));

        var factor = LearningRateSchedule.Factor(recipe.Optimizer, step, Steps);
        var norm = optimizer.Step(replicas.Gradient, step + 1, factor);
        var sum = reports.Aggregate((a, b) => a + b);
        return new Dictionary<string, double>
        {
            ["loss"] = sum.Loss,
            ["nll_loss"] = sum.Nll / rows.Sum(i => pairs[i].Chosen.ResponseLength),
            ["rewards/chosen"] = sum.Chosen / rows.Length,
            ["rewards/rejected"] = sum.Rejected / rows.Length,
            ["rewards/margins"] = (sum.Chosen - sum.Rejected) / rows.Length,
            ["rewards/accuracies"] = sum.Right / rows.Length,
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

    private (Tensor Loss, Sums Report) Loss(DecoderModel model, int[] shard, double perPair, double perToken)
    {
        var batch = PaddedBatch.Of([.. shard.Select(i => pairs[i].Chosen), .. shard.Select(i => pairs[i].Rejected)], model.Device);
        var sums = LogProbabilities(model, batch);
        var chosen = sums.narrow(0, 0, shard.Length);
        var rejected = sums.narrow(0, shard.Length, shard.Length);
        var (losses, chosenRewards, rejectedRewards) = DpoLoss.Of(
            chosen, rejected, Column(i => reference[i].Chosen), Column(i => reference[i].Rejected), beta);
        var loss = losses.sum().mul(Number(perPair)).add(chosen.sum().neg().mul(Number(perToken)), Scalars.One);
        return (loss, new(
            loss.item<float>(), -chosen.sum().item<float>(), chosenRewards.sum().item<float>(), rejectedRewards.sum().item<float>(),
            chosenRewards.gt(rejectedRewards).sum().item<long>()));

        Tensor Column(Func<int, float> value) => tensor(shard.Select(value).ToArray(), ScalarType.Float32, model.Device);
        Tensor Number(double value) => tensor((float)value, ScalarType.Float32, model.Device);
    }

    private (float, float)[] ReferenceLogProbabilities()
    {
        var logProbabilities = new (float, float)[pairs.Count];
        foreach (var rows in Enumerable.Range(0, pairs.Count).Chunk(ReferenceBatch))
        {
            var shards = Shards.Deal(rows, recipe.Replicas, i => Math.Max(pairs[i].Chosen.Ids.Length, pairs[i].Rejected.Ids.Length));
            var results = replicas.Evaluate(shards, (model, shard) =>
            {
                var batch = PaddedBatch.Of([.. shard.Select(i => pairs[i].Chosen), .. shard.Select(i => pairs[i].Rejected)], model.Device);
                return LogProbabilities(model, batch).cpu().data<float>().ToArray();
            });
            foreach (var (shard, values) in shards.Zip(results))
                for (var k = 0; k < shard.Length; k++)
                    logProbabilities[shard[k]] = (values[k], values[shard.Length + k]);
        }
        return logProbabilities;
    }

    private static Tensor LogProbabilities(DecoderModel model, PaddedBatch batch)
    {
        var all = TokenLogProbabilities.OfAll(model, TokenLogProbabilities.States(model, batch), batch);
        return TokenLogProbabilities.SumBySequence(TokenLogProbabilities.OfTargets(all, batch), batch);
    }

    private readonly record struct Sums(double Loss, double Nll, double Chosen, double Rejected, double Right)
    {
        public static Sums operator +(Sums a, Sums b) =>
            new(a.Loss + b.Loss, a.Nll + b.Nll, a.Chosen + b.Chosen, a.Rejected + b.Rejected, a.Right + b.Right);
    }
}

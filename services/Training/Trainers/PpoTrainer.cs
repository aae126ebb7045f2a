using ArenaLearning.Contracts.Messages;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Tokenizers;
using ArenaLearning.Randomness;
using ArenaLearning.Ratings.Agreement;
using ArenaLearning.Training.Losses;
using ArenaLearning.Training.Optimization;
using ArenaLearning.Training.Sequences;
using TorchSharp;
using static TorchSharp.torch;

namespace ArenaLearning.Training.Trainers;

/// <summary>
/// PPO (arXiv 1707.06347) on the token rewards of a process reward model, with a KL penalty towards the frozen base and a critic
/// that starts as a copy of the base with a score head.
/// </summary>
public sealed class PpoTrainer : ITrainer
{
    private readonly TrainingRecipe _recipe;
    private readonly PpoSettings _settings;
    private readonly IReadOnlyList<PpoPrompt> _prompts;
    private readonly long _seed;
    private readonly EpochOrder _order;
    private readonly DecoderParameters _reference, _criticParameters;
    private readonly ReplicaGroup _policy, _critic, _referenceReplicas, _rewardReplicas;
    private readonly FlatOptimizer _policyOptimizer, _criticOptimizer;
    private readonly RolloutCollector _collector;
    private readonly Scalar _least, _most;

    /// <param name="rewardModel">With a score head; stays as it is.</param>
    public PpoTrainer(
        TrainingRecipe recipe, DecoderParameters parameters, DecoderParameters rewardModel, WordTokenizer tokenizer,
        IReadOnlyList<PpoPrompt> prompts, long seed)
    {
        (_recipe, _prompts, _seed, Result) = (recipe, prompts, seed, parameters);
        _settings = recipe.Ppo ?? throw new ArgumentException("A PPO recipe needs its ppo settings.");
        (_least, _most) = ((float)(1 - _settings.ClipRange), (float)(1 + _settings.ClipRange));
        _order = new EpochOrder(prompts.Count, recipe.BatchSize, seed);
        _reference = parameters.Copy(scoreHead: false);
        _criticParameters = parameters.Copy(scoreHead: true);
        _policy = new ReplicaGroup(parameters, recipe.Replicas);
        _critic = new ReplicaGroup(_criticParameters, recipe.Replicas);
        _referenceReplicas = new ReplicaGroup(_reference, recipe.Replicas, trainable: false);
        _rewardReplicas = new ReplicaGroup(rewardModel, recipe.Replicas, trainable: false);
        _policyOptimizer = new FlatOptimizer(parameters, recipe.Optimizer);
        _criticOptimizer = new FlatOptimizer(
            _criticParameters, recipe.Optimizer with { LearningRate = _settings.CriticLearningRate, MuonLearningRate = null });
        _collector = new RolloutCollector(_settings, tokenizer, _policy, _critic, _referenceReplicas, _rewardReplicas);
        State = new Dictionary<string, Tensor>([.. _policyOptimizer.State("policy"), .. _criticOptimizer.State("critic")]);
    }

    public int Steps => _recipe.Steps;

    public DecoderParameters Result { get; }

    public IReadOnlyDictionary<string, Tensor> State { get; }

    public IReadOnlyDictionary<string, double> Step(int step)
    {
        var prompts = _order.Batch(step).Select(i => _prompts[i]).ToArray();
        var rollouts = _collector.Collect(prompts, SplitMix64.Derive(_seed, step));
        var criticOnly = step < _settings.CriticWarmupIterations;
        var factor = LearningRateSchedule.Factor(_recipe.Optimizer, step, Steps);
        var (updates, sums) = (0, default(Sums));
        for (var epoch = 0; epoch < _settings.Epochs; epoch++)
        {
            var order = rollouts.ToArray();
            new SplitMix64(SplitMix64.Derive(_seed, ((long)step << 16) + epoch + 1)).Shuffle<Rollout>(order);
            foreach (var (i, miniBatch) in order.Chunk((order.Length + _settings.MiniBatches - 1) / _settings.MiniBatches).Index())
            {
                var update = (step * _settings.Epochs + epoch) * _settings.MiniBatches + i + 1;
                sums += Update(miniBatch, update, factor, criticOnly);
                updates++;
            }
        }
        return Figures(rollouts, sums, updates, factor);
    }

    public IReadOnlyDictionary<string, double> Evaluate() => new Dictionary<string, double>();

    public void Dispose()
    {
        foreach (var group in (ReplicaGroup[])[_policy, _critic, _referenceReplicas, _rewardReplicas]) group.Dispose();
        _policyOptimizer.Dispose();
        _criticOptimizer.Dispose();
        _reference.Dispose();
        _criticParameters.Dispose();
    }

    private Sums Update(Rollout[] miniBatch, int update, double factor, bool criticOnly)
    {
        var perToken = 1f / miniBatch.Sum(rollout => rollout.Sequence.ResponseLength);
        var shards = Shards.Deal(miniBatch, _recipe.Replicas, rollout => rollout.Sequence.Ids.Length);
        var valueLosses = _critic.Backward(shards, (model, shard) => ValueLoss(model, shard, perToken));
        _criticOptimizer.Step(_critic.Gradient, update, 1);
        if (criticOnly) return new(0, valueLosses.Sum(), 0, 0);

        var reports = _policy.Backward(shards, (model, shard) => PolicyLoss(model, shard, perToken));
        // The policy's own count of updates: its moments start when the critic is warm.
        _policyOptimizer.Step(_policy.Gradient, update - _settings.CriticWarmupIterations * _settings.Epochs * _settings.MiniBatches, factor);
        var sum = reports.Aggregate((a, b) => a + b);
        return sum with { Value = valueLosses.Sum() };
    }

    private (Tensor Loss, double Report) ValueLoss(DecoderModel model, Rollout[] shard, float perToken)
    {
        var batch = PaddedBatch.Of([.. shard.Select(rollout => rollout.Sequence)], model.Device);
        var values = model.Scores(TokenLogProbabilities.States(model, batch).index_select(0, batch.Before));
        var loss = PpoLosses.Value(values, Column(shard, rollout => rollout.Returns, model.Device)).sum()
            .mul(tensor(perToken * (float)_settings.ValueCoefficient, ScalarType.Float32, model.Device));
        return (loss, loss.item<float>());
    }

    private (Tensor Loss, Sums Report) PolicyLoss(DecoderModel model, Rollout[] shard, float perToken)
    {
        var batch = PaddedBatch.Of([.. shard.Select(rollout => rollout.Sequence)], model.Device);
        var all = TokenLogProbabilities.OfAll(model, TokenLogProbabilities.States(model, batch), batch);
        var logProbabilities = TokenLogProbabilities.OfTargets(all, batch);
        var old = Column(shard, rollout => rollout.LogProbabilities, model.Device);
        var (losses, ratios) = PpoLosses.Policy(
            logProbabilities, old, Column(shard, rollout => rollout.Advantages, model.Device), _least, _most);
        var loss = losses.sum().mul(tensor(perToken, ScalarType.Float32, model.Device));

        var ratio = ratios.detach().cpu().data<float>().ToArray();
        var clipped = ratio.Count(r => Math.Abs(r - 1) > _settings.ClipRange);
        var approximateKl = ratio.Sum(r => r - 1 - Math.Log(r));
        return (loss, new(loss.item<float>(), 0, clipped * perToken, approximateKl * perToken));
    }

    private static Tensor Column(Rollout[] shard, Func<Rollout, double[]> values, Device device) =>
        tensor(shard.SelectMany(values).Select(value => (float)value).ToArray(), ScalarType.Float32, device);

    private Dictionary<string, double> Figures(IReadOnlyList<Rollout> rollouts, Sums sums, int updates, double factor)
    {
        var judged = rollouts.Where(rollout => rollout.Correct is not null).ToArray();
        var figures = new Dictionary<string, double>
        {
            ["loss"] = sums.Policy / updates,
            ["loss/policy_avg"] = sums.Policy / updates,
            ["loss/value_avg"] = sums.Value / updates,
            ["policy/clipfrac_avg"] = sums.Clipped / updates,
            ["policy/approxkl_avg"] = sums.Kl / updates,
            ["objective/kl"] = rollouts.Average(rollout => rollout.Kl),
            ["objective/entropy"] = rollouts.Average(rollout => rollout.Entropy),
            ["objective/scores"] = rollouts.Average(rollout => rollout.Score),
            ["objective/rlhf_reward"] = rollouts.Average(rollout => rollout.Score - 1 - _settings.KlCoefficient * rollout.Kl),
            ["val/num_eos_tokens"] = rollouts.Count(rollout => rollout.Finished),
            ["lr"] = factor * _recipe.Optimizer.LearningRate,
        };
        if (judged.Length > 0)
        {
            figures["truth/accuracy"] = judged.Average(rollout => rollout.Correct!.Value ? 1 : 0);
            // Rewards that are all alike, or answers all right, tell nothing of each other.
            figures["truth/reward_correlation"] = judged.Length < 2 ? 0 : Correlation.Pearson(
                [.. judged.Select(rollout => rollout.Score)], [.. judged.Select(rollout => rollout.Correct!.Value ? 1.0 : 0)]) ?? 0;
        }
        return figures;
    }

    private readonly record struct Sums(double Policy, double Value, double Clipped, double Kl)
    {
        public static Sums operator +(Sums a, Sums b) =>
            new(a.Policy + b.Policy, a.Value + b.Value, a.Clipped + b.Clipped, a.Kl + b.Kl);
    }
}

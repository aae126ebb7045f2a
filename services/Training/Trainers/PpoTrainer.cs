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
    private readonly TrainingRecipe recipe;
    private readonly PpoSettings settings;
    private readonly IReadOnlyList<PpoPrompt> prompts;
    private readonly long seed;
    private readonly EpochOrder order;
    private readonly DecoderParameters reference, criticParameters;
    private readonly ReplicaGroup policy, critic, referenceReplicas, rewardReplicas;
    private readonly FlatOptimizer policyOptimizer, criticOptimizer;
    private readonly RolloutCollector collector;
    private readonly Scalar least, most;

    /// <param name="rewardModel">With a score head; stays as it is.</param>
    public PpoTrainer(
        TrainingRecipe recipe, DecoderParameters parameters, DecoderParameters rewardModel, WordTokenizer tokenizer,
        IReadOnlyList<PpoPrompt> prompts, long seed)
    {
        (this.recipe, this.prompts, this.seed, Result) = (recipe, prompts, seed, parameters);
        settings = recipe.Ppo ?? throw new ArgumentException("A PPO recipe needs its ppo settings.");
        (least, most) = ((float)(1 - settings.ClipRange), (float)(1 + settings.ClipRange));
        order = new EpochOrder(prompts.Count, recipe.BatchSize, seed);
        reference = parameters.Copy(scoreHead: false);
        criticParameters = parameters.Copy(scoreHead: true);
        policy = new ReplicaGroup(parameters, recipe.Replicas);
        critic = new ReplicaGroup(criticParameters, recipe.Replicas);
        referenceReplicas = new ReplicaGroup(reference, recipe.Replicas, trainable: false);
        rewardReplicas = new ReplicaGroup(rewardModel, recipe.Replicas, trainable: false);
        policyOptimizer = new FlatOptimizer(parameters, recipe.Optimizer);
        criticOptimizer = new FlatOptimizer(
            criticParameters, recipe.Optimizer with { LearningRate = settings.CriticLearningRate, MuonLearningRate = null });
        collector = new RolloutCollector(settings, tokenizer, policy, critic, referenceReplicas, rewardReplicas);
        State = new Dictionary<string, Tensor>([.. policyOptimizer.State("policy"), .. criticOptimizer.State("critic")]);
    }

    public int Steps => recipe.Steps;

    public DecoderParameters Result { get; }

    public IReadOnlyDictionary<string, Tensor> State { get; }

    public IReadOnlyDictionary<string, double> Step(int step)
    {
        var prompts = this.order.Batch(step).Select(i => this.prompts[i]).ToArray();
        var rollouts = collector.Collect(prompts, SplitMix64.Derive(seed, step));
        var criticOnly = step < settings.CriticWarmupIterations;
        var factor = LearningRateSchedule.Factor(recipe.Optimizer, step, Steps);
        var (updates, sums) = (0, default(Sums));
        for (var epoch = 0; epoch < settings.Epochs; epoch++)
        {
            var order = rollouts.ToArray();
            new SplitMix64(SplitMix64.Derive(seed, ((long)step << 16) + epoch + 1)).Shuffle<Rollout>(order);
            foreach (var (i, miniBatch) in order.Chunk((order.Length + settings.MiniBatches - 1) / settings.MiniBatches).Index())
            {
                var update = (step * settings.Epochs + epoch) * settings.MiniBatches + i + 1;
                sums += Update(miniBatch, update, factor, criticOnly);
                updates++;
            }
        }
        return Figures(rollouts, sums, updates, factor);
    }

    public IReadOnlyDictionary<string, double> Evaluate() => new Dictionary<string, double>();

    public void Dispose()
    {
        foreach (var group in (ReplicaGroup[])[policy, critic, referenceReplicas, rewardReplicas]) group.Dispose();
        policyOptimizer.Dispose();
        criticOptimizer.Dispose();
        reference.Dispose();
        criticParameters.Dispose();
    }

    private Sums Update(Rollout[] miniBatch, int update, double factor, bool criticOnly)
    {
        var perToken = 1f / miniBatch.Sum(rollout => rollout.Sequence.ResponseLength);
        var shards = Shards.Deal(miniBatch, recipe.Replicas, rollout => rollout.Sequence.Ids.Length);
        var valueLosses = critic.Backward(shards, (model, shard) => ValueLoss(model, shard, perToken));
        criticOptimizer.Step(critic.Gradient, update, 1);
        if (criticOnly) return new(0, valueLosses.Sum(), 0, 0);

        var reports = policy.Backward(shards, (model, shard) => PolicyLoss(model, shard, perToken));
        // The policy's own count of updates: its moments start when the critic is warm.
        policyOptimizer.Step(policy.Gradient, update - settings.CriticWarmupIterations * settings.Epochs * settings.MiniBatches, factor);
        var sum = reports.Aggregate((a, b) => a + b);
        return sum with { Value = valueLosses.Sum() };
    }

    private (Tensor Loss, double Report) ValueLoss(DecoderModel model, Rollout[] shard, float perToken)
    {
        var batch = PaddedBatch.Of([.. shard.Select(rollout => rollout.Sequence)], model.Device);
        var values = model.Scores(TokenLogProbabilities.States(model, batch).index_select(0, batch.Before));
        var loss = PpoLosses.Value(values, Column(shard, rollout => rollout.Returns, model.Device)).sum()
            .mul(tensor(perToken * (float)settings.ValueCoefficient, ScalarType.Float32, model.Device));
        return (loss, loss.item<float>());
    }

    private (Tensor Loss, Sums Report) PolicyLoss(DecoderModel model, Rollout[] shard, float perToken)
    {
        var batch = PaddedBatch.Of([.. shard.Select(rollout => rollout.Sequence)], model.Device);
        var all = TokenLogProbabilities.OfAll(model, TokenLogProbabilities.States(model, batch), batch);
        var logProbabilities = TokenLogProbabilities.OfTargets(all, batch);
        var old = Column(shard, rollout => rollout.LogProbabilities, model.Device);
        var (losses, ratios) = PpoLosses.Policy(
            logProbabilities, old, Column(shard, rollout => rollout.Advantages, model.Device), least, most);
        var loss = losses.sum().mul(tensor(perToken, ScalarType.Float32, model.Device));

        var ratio = ratios.detach().cpu().data<float>().ToArray();
        var clipped = ratio.Count(r => Math.Abs(r - 1) > settings.ClipRange);
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
            ["objective/rlhf_reward"] = rollouts.Average(rollout => rollout.Score - 1 - settings.KlCoefficient * rollout.Kl),
            ["val/num_eos_tokens"] = rollouts.Count(rollout => rollout.Finished),
            ["lr"] = factor * recipe.Optimizer.LearningRate,
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

using ArenaLearning.Contracts.Formats;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Sampling;
using ArenaLearning.LanguageModels.Tokenizers;
using ArenaLearning.Randomness;
using ArenaLearning.Training.Losses;
using ArenaLearning.Training.Optimization;
using ArenaLearning.Training.Sequences;
using static TorchSharp.torch;

namespace ArenaLearning.Training.Trainers;

/// <summary>Samples responses with the policy and works out rewards, advantages and returns of their tokens.</summary>
internal sealed class RolloutCollector(
    PpoSettings settings, WordTokenizer tokenizer, ReplicaGroup policy, ReplicaGroup critic, ReplicaGroup reference, ReplicaGroup rewardModel)
{
    public IReadOnlyList<Rollout> Collect(IReadOnlyList<PpoPrompt> prompts, long seed)
    {
        var indices = Enumerable.Range(0, prompts.Count).ToArray();
        var halves = Shards.Deal(indices, policy.Count, i => prompts[i].Ids.Length);
        var sampled = policy.Evaluate(halves, (model, shard) => BatchSampler.Sample(
            model, [.. shard.Select(i => prompts[i].Ids)], [.. shard.Select(i => SplitMix64.Derive(seed, i))],
            settings.Temperature, settings.MaxTokens, SpecialTokens.EndOfSequence));
        var rollouts = halves.Zip(sampled).SelectMany(half => half.First.Zip(half.Second, (i, response) => ToRollout(prompts[i], response))).ToArray();

        var shards = Shards.Deal(rollouts, policy.Count, rollout => rollout.Sequence.Ids.Length);
        var policies = policy.Evaluate(shards, PolicyView);
        var references = reference.Evaluate(shards, (model, shard) => PolicyView(model, shard).LogProbabilities);
        var values = critic.Evaluate(shards, Values);
        var right = rewardModel.Evaluate(shards, (model, shard) => ProcessReward.Probabilities(model, [.. shard.Select(r => r.Sequence)]));
        for (var s = 0; s < shards.Length; s++)
            for (var k = 0; k < shards[s].Length; k++)
            {
                shards[s][k].Entropy = policies[s].Entropies[k].Average();
                Reward(shards[s][k], policies[s].LogProbabilities[k], references[s][k], values[s][k], right[s][k]);
            }
        Whiten(rollouts);
        return rollouts;
    }

    private Rollout ToRollout(PpoPrompt prompt, SampledResponse response)
    {
        int[] ids = response.Finished
            ? [.. prompt.Ids, .. response.Tokens, SpecialTokens.EndOfSequence] : [.. prompt.Ids, .. response.Tokens];
        return new(
            new TokenSequence(ids, prompt.Ids.Length), response.Finished,
            prompt.Reference is { } answer ? FinalAnswer.Matches(tokenizer.Decode(response.Tokens), answer) : null);
    }

    /// <summary>
    /// Reward of a token: the process reward model's, less the KL penalty. A response that never ended loses what was left of its
    /// score at its last token.
    /// </summary>
    private void Reward(Rollout rollout, double[] logProbabilities, double[] reference, double[] values, double[] right)
    {
        rollout.LogProbabilities = logProbabilities;
        rollout.Score = rollout.Finished ? ProcessReward.Score(right) : 0;
        var rewards = ProcessReward.TokenRewards(right);
        if (!rollout.Finished) rewards[^1] -= ProcessReward.Score(right);
        for (var t = 0; t < rewards.Length; t++)
        {
            var kl = PpoLosses.KlK3(logProbabilities[t], reference[t]);
            rollout.Kl += kl;
            rewards[t] -= settings.KlCoefficient * kl;
        }
        (rollout.Advantages, rollout.Returns) = GeneralizedAdvantage.Estimate(rewards, values, settings.Gamma, settings.Lambda);
    }

    private static void Whiten(IReadOnlyList<Rollout> rollouts)
    {
        var all = rollouts.SelectMany(rollout => rollout.Advantages).ToArray();
        GeneralizedAdvantage.Whiten(all);
        var n = 0;
        foreach (var rollout in rollouts)
        {
            all.AsSpan(n, rollout.Advantages.Length).CopyTo(rollout.Advantages);
            n += rollout.Advantages.Length;
        }
    }

    private static (double[][] LogProbabilities, double[][] Entropies) PolicyView(DecoderModel model, Rollout[] shard)
    {
        TokenSequence[] sequences = [.. shard.Select(rollout => rollout.Sequence)];
        var batch = PaddedBatch.Of(sequences, model.Device);
        var all = TokenLogProbabilities.OfAll(model, TokenLogProbabilities.States(model, batch), batch);
        var entropies = all.exp().mul(all).sum(-1).neg();
        return (
            ProcessReward.Split(TokenLogProbabilities.OfTargets(all, batch), sequences),
            ProcessReward.Split(entropies, sequences));
    }

    private static double[][] Values(DecoderModel model, Rollout[] shard)
    {
        TokenSequence[] sequences = [.. shard.Select(rollout => rollout.Sequence)];
        var batch = PaddedBatch.Of(sequences, model.Device);
        return ProcessReward.Split(
            model.Scores(TokenLogProbabilities.States(model, batch).index_select(0, batch.Before)), sequences);
    }
}

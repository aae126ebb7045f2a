using ArenaLearning.Contracts.Messages;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Tokenizers;
using ArenaLearning.Learning.Tests.Jobs;
using ArenaLearning.Training.Optimization;
using ArenaLearning.Training.Trainers;
using TorchSharp;
using Xunit;

namespace ArenaLearning.Learning.Tests.Trainers;

/// <summary>
/// Rollouts under a reward model made by hand, see <see cref="HandMade"/>: the end token is right with probability sigmoid(3) = 0.9526, any
/// other with 0.5. The critic says 0 everywhere; undiscounted and with lambda 1 a return is the sum of the rewards to come.
/// </summary>
public sealed class RolloutCollectorTests : IDisposable
{
    private const int Prompts = 60, MaxTokens = 6;

    private readonly DecoderParameters parameters = DecoderParameters.Initialise(TinyJobs.Config, scoreHead: false, torch.CPU, seed: 11);
    private readonly DecoderParameters rewardModel = HandMade();

    public void Dispose()
    {
        parameters.Dispose();
        rewardModel.Dispose();
    }

    // The rewards of a response add up to its score less 1: 0.9526 - 1 where it ends at once, 0.5 - 1 where it ends later, and -1 where it
    // never ends, for then its score is 0.
    [Fact]
    public void The_rewards_of_a_response_add_up_to_its_score_less_one()
    {
        var rollouts = Collect(parameters, kl: 0.3);
        foreach (var rollout in rollouts)
        {
            var (length, expected) = (rollout.Sequence.ResponseLength, rollout switch
            {
                { Finished: false } => 0,
                { Sequence.ResponseLength: 1 } => 0.952574,
                _ => 0.5,
            });
            Assert.Equal(expected, rollout.Score, 1e-5);
            Assert.Equal(expected - 1, rollout.Returns[0], 1e-5);
            Assert.Equal(rollout.Finished, rollout.Sequence.Ids[^1] == SpecialTokens.EndOfSequence);
            Assert.True(rollout.Finished || length == MaxTokens);
            Assert.Equal((length, length, length), (rollout.LogProbabilities.Length, rollout.Returns.Length, rollout.Advantages.Length));
            Assert.All(rollout.LogProbabilities, value => Assert.True(value < 0));
            Assert.Equal(0, rollout.Kl, 1e-6); // the policy is its own reference
            // The first token that is not the end costs a half, the following ones nothing; without an end the last one costs the rest.
            if (length > 1) Assert.Equal(rollout.Finished ? 0 : -0.5, rollout.Returns[1], 1e-5);
        }
        // All three kinds are among them.
        Assert.Equal(3, rollouts.Select(rollout => Math.Round(rollout.Score, 2)).Distinct().Count());
    }

    [Fact]
    public void Advantages_are_whitened_over_all_tokens_of_a_round()
    {
        var advantages = Collect(parameters, kl: 0).SelectMany(rollout => rollout.Advantages).ToArray();
        Assert.Equal(0, advantages.Average(), 1e-6);
        Assert.Equal(1, advantages.Average(advantage => advantage * advantage), 1e-4);
    }

    [Fact]
    public void A_policy_that_has_left_its_reference_pays_for_the_distance()
    {
        using var moved = DecoderParameters.Initialise(TinyJobs.Config, scoreHead: false, torch.CPU, seed: 12);
        foreach (var rollout in Collect(moved, kl: 0.3))
        {
            Assert.True(rollout.Kl > 0);
            Assert.Equal(rollout.Score - 1 - 0.3 * rollout.Kl, rollout.Returns[0], 1e-5);
        }
    }

    /// <summary>
    /// Its layers add nothing, so what it sees of a token is the token's embedding, normalised to length 4: for the end token along the
    /// first axis, which the head weighs by 3/4, for all others along the second, weighed by 0.
    /// </summary>
    internal static DecoderParameters HandMade()
    {
        var made = new DecoderParameters(TinyJobs.Config, scoreHead: true, torch.CPU);
        var values = new float[made.Layout.TotalCount];
        foreach (var slot in made.Layout.Slots.Where(slot => slot.Shape.Length == 1)) values.AsSpan((int)slot.Offset, (int)slot.Count).Fill(1);
        for (var token = 0; token < TinyJobs.Config.VocabularySize; token++) values[token * 16 + (token == SpecialTokens.EndOfSequence ? 0 : 1)] = 1;
        values[made.Layout["score.weight"].Offset] = 0.75f;
        made.CopyFrom(values);
        return made;
    }

    private IReadOnlyList<Rollout> Collect(DecoderParameters policyParameters, double kl)
    {
        using var criticParameters = parameters.Copy(scoreHead: true);
        using var policy = new ReplicaGroup(policyParameters, 2);
        using var critic = new ReplicaGroup(criticParameters, 2);
        using var reference = new ReplicaGroup(parameters, 2, trainable: false);
        using var rewards = new ReplicaGroup(rewardModel, 2, trainable: false);
        var settings = new PpoSettings
        {
            Epochs = 1,
            MiniBatches = 1,
            CriticWarmupIterations = 0,
            Temperature = 1,
            MaxTokens = MaxTokens,
            KlCoefficient = kl,
            ClipRange = 0.2,
            Gamma = 1,
            Lambda = 1,
            CriticLearningRate = 0.01,
            ValueCoefficient = 0.5,
        };
        var prompts = Enumerable.Range(0, Prompts).Select(i => new PpoPrompt([SpecialTokens.User, 5 + i % 10, SpecialTokens.Assistant], null)).ToArray();
        return new RolloutCollector(settings, TinyJobs.Tokenizer, policy, critic, reference, rewards).Collect(prompts, seed: 1);
    }
}

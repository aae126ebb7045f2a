using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Campaigns;
using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Training;

/// <summary>A reward model that a stage trains from its battles.</summary>
/// <param name="Name">For example <c>RM-I1</c>.</param>
/// <param name="Samples">Answers of the target to each prompt.</param>
/// <param name="Gap">K of its pairs.</param>
public sealed record RewardModelTraining(string Name, int Samples, double Gap, TrainingRecipe Recipe)
{
    /// <summary>Pairs, stepwise rows and prompts.</summary>
    internal MiningRule Rule => new(MiningKind.Reward, Gap);

    /// <summary>Starts from the reward model before it; the first one from the target.</summary>
    /// <returns>Null where mining left nothing to train on.</returns>
    internal async Task<TrainedModel?> TrainAsync(StageBench bench, CancellationToken cancellationToken) =>
        bench.Mined is { Stepwise: { } stepwise } mined
            ? await bench.TrainAsync(new(Name, Recipe), bench.State.RewardModel ?? bench.State.Current,
                new([stepwise], Pairs: mined.Rows, HeldOut: mined.HeldOut), cancellationToken)
            : null;

    internal void Identify(IdentityKeys keys, string device)
    {
        keys.Add("name", Name);
        keys.Add("samples", Samples);
        keys.Add("gap", Gap);
        TrainingCampaignIdentity.Identify(Recipe, device, keys.Under("recipe"));
    }
}

using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Training;

/// <summary>The first version of the target: a fresh model, trained on D0. It opens the arena, and nothing is there that it must be better than.</summary>
public sealed record InitialStage : IStage
{
    public const string KindName = "initial", DefaultName = "SFT-I0";

    public string Kind => KindName;
    public required string Name { get; init; }

    /// <inheritdoc cref="TrainingSpec.Initial"/>
    public required TrainingRecipe Recipe { get; init; }

    int IStage.Iteration => 0;
    string IStage.Label => SftStage.StageLabel;
    bool IStage.BeginsCampaign => true;
    IEnumerable<StageModel> IStage.Models => [new(Name, Recipe)];

    void IStage.Identify(IdentityKeys keys, string device)
    {
        keys.Add("kind", Kind);
        keys.Add("name", Name);
        TrainingCampaignIdentity.Identify(Recipe, device, keys.Under("recipe"));
    }

    async Task<StageTraining?> IStage.TrainAsync(StageBench bench, CancellationToken cancellationToken)
    {
        var data = new TrainingData([bench.Field.InitialRows], Tokenizer: bench.Field.Tokenizer);
        return new(await bench.TrainAsync(new(Name, Recipe with { Model = bench.Spec.Target.Model }), null, data, cancellationToken), data);
    }
}

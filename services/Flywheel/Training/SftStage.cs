using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Training;

/// <summary>Supervised fine-tuning on the winners' answers to prompts that the target lost, with D0 replayed beside them.</summary>
public sealed record SftStage : IStage
{
    public const string KindName = "sft", StageLabel = "SFT";

    public string Kind => KindName;
    public required string Name { get; init; }
    public required int Iteration { get; init; }
    public required string Prompts { get; init; }
    public bool ReusePrompts { get; init; }
    public required int Samples { get; init; }
    public required double Gap { get; init; }

    /// <inheritdoc cref="TrainingSpec.SftFrom"/>
    public required string From { get; init; }

    public required TrainingRecipe Recipe { get; init; }
    public required GateSpec Gate { get; init; }

    string IStage.Label => StageLabel;
    StageBattles? IStage.Battles => new(Prompts, ReusePrompts, Samples);
    MiningRule? IStage.Mining => new(MiningKind.Sft, Gap);
    IEnumerable<StageModel> IStage.Models => [new(Name, Recipe)];

    void IStage.Identify(IdentityKeys keys, string device)
    {
        StageIdentity.OfBattles(this, keys);
        keys.Add("gap", Gap);
        keys.Add("from", From);
        TrainingCampaignIdentity.Identify(Recipe, device, keys.Under("recipe"));
    }

    async Task<StageTraining?> IStage.TrainAsync(StageBench bench, CancellationToken cancellationToken)
    {
        // D0 is replayed, so that the skills that no battle was lost in are not forgotten. Without a mined row it is all there is.
        IReadOnlyList<ArtifactReference> rows = bench.Mined is { } mined ? [mined.Rows, bench.Field.InitialRows] : [bench.Field.InitialRows];
        var data = new TrainingData(rows);
        return new(await bench.TrainAsync(new(Name, Recipe), bench.State.StartOf(From), data, cancellationToken), data);
    }
}

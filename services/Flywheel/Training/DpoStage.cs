using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Training;

/// <summary>Direct preference optimization on at most one chosen/rejected pair a prompt; it starts from the target.</summary>
public sealed record DpoStage : IStage
{
    public const string KindName = "dpo", StageLabel = "DPO";

    public string Kind => KindName;
    public required string Name { get; init; }
    public required int Iteration { get; init; }
    public required string Prompts { get; init; }
    public bool ReusePrompts { get; init; }
    public required int Samples { get; init; }
    public required double Gap { get; init; }
    public required TrainingRecipe Recipe { get; init; }

    /// <inheritdoc cref="TrainingSpec.DpoControl"/>
    public bool Control { get; init; }

    public required GateSpec Gate { get; init; }

    string IStage.Label => StageLabel;
    StageBattles? IStage.Battles => new(Prompts, ReusePrompts, Samples);
    MiningRule? IStage.Mining => new(MiningKind.Preference, Gap);
    StageModel? IStage.Control => Control ? WinnersOnly : null;
    IEnumerable<StageModel> IStage.Models => Control ? [new(Name, Recipe), WinnersOnly] : [new(Name, Recipe)];

    /// <summary>The same winners without the preference term.</summary>
    private StageModel WinnersOnly => new($"{Name}-control", Recipe with
    {
        Dpo = (Recipe.Dpo ?? new(Beta: 0.3, NllWeight: 1, PreferenceWeight: 0)) with { NllWeight = 1, PreferenceWeight = 0 },
    });

    void IStage.Identify(IdentityKeys keys, string device)
    {
        StageIdentity.OfBattles(this, keys);
        keys.Add("gap", Gap);
        keys.Add("control", Control, false);
        TrainingCampaignIdentity.Identify(Recipe, device, keys.Under("recipe"));
    }

    async Task<StageTraining?> IStage.TrainAsync(StageBench bench, CancellationToken cancellationToken)
    {
        if (bench.Mined is not { } pairs) return null;
        var data = new TrainingData([pairs.Rows]);
        return new(await bench.TrainAsync(new(Name, Recipe), bench.State.Current, data, cancellationToken), data);
    }
}

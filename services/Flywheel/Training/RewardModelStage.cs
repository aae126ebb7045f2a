using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Training;

/// <summary>A reward model from battles on a part of the prompts. It brings no version of the target: nothing meets the gate or enters the arena.</summary>
public sealed record RewardModelStage : IStage
{
    public const string KindName = "reward_model", StageLabel = "RM";

    public string Kind => KindName;
    public required string Name { get; init; }
    public required int Iteration { get; init; }
    public required string Prompts { get; init; }
    public bool ReusePrompts { get; init; }
    public required int Samples { get; init; }
    public required double Gap { get; init; }
    public required TrainingRecipe Recipe { get; init; }

    [JsonIgnore]
    internal RewardModelTraining Training => new(Name, Samples, Gap, Recipe);

    string IStage.Label => StageLabel;
    bool IStage.BringsVersion => false;
    StageBattles? IStage.Battles => new(Prompts, ReusePrompts, Samples);
    MiningRule? IStage.Mining => Training.Rule;
    string? IStage.LeavesRewardModel => Name;
    IEnumerable<StageModel> IStage.Models => [new(Name, Recipe)];

    void IStage.Identify(IdentityKeys keys, string device)
    {
        keys.Add("kind", Kind);
        keys.Add("iteration", Iteration);
        keys.Add("prompts", Prompts);
        Training.Identify(keys, device);
    }

    async Task<StageTraining?> IStage.TrainAsync(StageBench bench, CancellationToken cancellationToken) =>
        await Training.TrainAsync(bench, cancellationToken) is { } trained ? new(null, new([]), trained) : null;
}

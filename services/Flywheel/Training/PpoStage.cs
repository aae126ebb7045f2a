using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Training;

/// <summary>
/// PPO against a reward model, from the target. It trains that model first where the file says so, from battles on its own prompts, and
/// rolls out on them and those of earlier reward models; else it takes one that an earlier stage trained, with the prompts that this was mined from.
/// </summary>
public sealed record PpoStage : IStage
{
    public const string KindName = "ppo", StageLabel = "PPO";

    public string Kind => KindName;
    public required string Name { get; init; }
    public required int Iteration { get; init; }

    /// <summary>Null unless it trains a reward model.</summary>
    public string? Prompts { get; init; }

    public bool ReusePrompts { get; init; }

    /// <summary>Null where it takes one that is there.</summary>
    public RewardModelTraining? TrainRewardModel { get; init; }

    /// <summary>Name of the one that it takes; null for the newest.</summary>
    public string? RewardModel { get; init; }

    public required TrainingRecipe Recipe { get; init; }
    public required GateSpec Gate { get; init; }

    string IStage.Label => StageLabel;
    StageBattles? IStage.Battles => this is { TrainRewardModel: { } model, Prompts: { } split } ? new(split, ReusePrompts, model.Samples) : null;
    MiningRule? IStage.Mining => TrainRewardModel?.Rule;
    string? IStage.LeavesRewardModel => TrainRewardModel?.Name;
    string IStage.NothingLeft => TrainRewardModel is { } model
        ? $"no row was left with a score gap of {model.Gap} or more, so there was nothing to train on"
        : "there is no reward model, for the stage that was to train it had nothing to train on";

    IEnumerable<StageModel> IStage.Models => TrainRewardModel is { } model
        ? [new(model.Name, model.Recipe, "train_reward_model.recipe"), new(Name, Recipe)] : [new(Name, Recipe)];

    IEnumerable<BrokenRule> IStage.Broken(IReadOnlyList<IStage> before, string key)
    {
        if (TrainRewardModel is not null)
        {
            if (Prompts is null)
                yield return new("is missing: a reward model is trained from battles on a part of the prompts", $"{key}.prompts", $"{key}.kind");
            if (RewardModel is not null)
                yield return new("has no use beside train_reward_model, which trains the one that is taken", $"{key}.reward_model", $"{key}.kind");
            yield break;
        }
        if (Prompts is not null)
            yield return new("has no use without train_reward_model: PPO takes the prompts of the reward model's battles", $"{key}.prompts", $"{key}.kind");
        var known = before.Select(stage => stage.LeavesRewardModel).OfType<string>().ToList();
        if (known.Count == 0)
            yield return new("needs a reward model: put a stage of kind reward_model before it, or give train_reward_model", $"{key}.kind");
        else if (RewardModel is not null && !known.Contains(RewardModel))
            yield return new($"no stage before this one trains a reward model \"{RewardModel}\"; there is {string.Join(", ", known)}",
                $"{key}.reward_model", $"{key}.kind");
    }

    void IStage.Identify(IdentityKeys keys, string device)
    {
        keys.Add("kind", Kind);
        keys.Add("name", Name);
        keys.Add("iteration", Iteration);
        keys.Add("prompts", Prompts, null);
        keys.Add("reward_model", RewardModel, null);
        TrainRewardModel?.Identify(keys.Under("train_reward_model"), device);
        keys.Add("gate.minimum_gain", Gate.MinimumGain);
        TrainingCampaignIdentity.Identify(Recipe, device, keys.Under("recipe"));
    }

    async Task<StageTraining?> IStage.TrainAsync(StageBench bench, CancellationToken cancellationToken)
    {
        var trained = TrainRewardModel is { } model ? await model.TrainAsync(bench, cancellationToken) : null;
        var (judge, prompts) = TrainRewardModel is not null ? (trained?.Model, bench.Mined?.Prompts) : bench.State.RewardModelWithPrompts(RewardModel);
        if (judge is null || prompts is null) return null;
        var data = new TrainingData([prompts], RewardModel: judge.Checkpoint);
        return new(await bench.TrainAsync(new(Name, Recipe), bench.State.Current, data, cancellationToken), data, trained);
    }
}

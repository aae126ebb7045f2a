using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Training;

/// <summary>
/// A stage of a campaign: plain data, whose public properties are the keys of its mapping in <c>stages</c>, and what its kind makes of
/// them. Plan, workflow, identity and results know nothing more of a kind than this.
/// </summary>
[JsonConverter(typeof(StageJsonConverter))]
public interface IStage
{
    /// <summary>The word of the file, for example <c>reward_model</c>.</summary>
    string Kind { get; }

    /// <summary>Also the name of the version that comes out: <c>DPO-I2</c>.</summary>
    string Name { get; }

    /// <summary>0 for the stage that begins the campaign, else from 1.</summary>
    int Iteration { get; }

    /// <summary>What results and report call stages of this kind, for example <c>DPO</c>; a stage is named after it unless its file says otherwise.</summary>
    string Label { get; }

    /// <summary>Whether it makes the first target out of nothing, and so comes first.</summary>
    bool BeginsCampaign => false;

    /// <summary>Whether a new version of the target comes out, which meets the gate and enters the arena.</summary>
    bool BringsVersion => true;

    /// <summary>The battles that its rows come from; null for none.</summary>
    StageBattles? Battles => null;

    /// <summary>What it keeps of its battles; null where it has none. Rows of earlier stages of the same kind of mining are kept.</summary>
    MiningRule? Mining => null;

    /// <summary>What the version must gain over the target; null where there is none to compare with.</summary>
    GateSpec? Gate => null;

    /// <summary>Every model that it trains, in the order of training, a control last.</summary>
    IEnumerable<StageModel> Models { get; }

    /// <summary>How to train, on the same data, a model to compare the version with, which is never promoted; null for none.</summary>
    StageModel? Control => null;

    /// <summary>Name of the reward model that it trains; null for none.</summary>
    string? LeavesRewardModel => null;

    /// <summary>What to say where nothing was left to train on.</summary>
    string NothingLeft => $"no row was left with a score gap of {Mining?.MinimumGap} or more, so there was nothing to train on";

    /// <summary>What is wrong with it after the stages before it.</summary>
    /// <param name="key">Path of its mapping.</param>
    IEnumerable<BrokenRule> Broken(IReadOnlyList<IStage> before, string key) => [];

    /// <summary>Adds the keys that bear on results.</summary>
    /// <param name="device">The campaign's, which a recipe follows that names none.</param>
    void Identify(IdentityKeys keys, string device);

    /// <returns>What was trained; null where there was nothing to train on.</returns>
    Task<StageTraining?> TrainAsync(StageBench bench, CancellationToken cancellationToken);
}

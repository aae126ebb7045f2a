using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Campaigns;

namespace ArenaLearning.Flywheel.Training;

/// <summary>What a stage has at hand when it trains.</summary>
public sealed class StageBench(
    IStage stage, CampaignRun run, CampaignJobs jobs, TrainingCampaignSpec spec, Field field, TrainingCampaignState state, TrainingDataMined? mined)
{
    public TrainingCampaignSpec Spec => spec;

    public Field Field { get; } = field;

    /// <summary>Where the campaign stood before the stage.</summary>
    public TrainingCampaignState State => state;

    /// <summary>What the stage mined, with the rows of earlier stages; null where that is no row.</summary>
    public MinedDataset? Mined => mined is { Dataset: { } dataset, RowCount: > 0 } ? dataset : null;

    /// <summary>Trains one model, once: a campaign that goes on finds it.</summary>
    /// <param name="start">The model that training starts from; null for a fresh one.</param>
    public Task<TrainedModel> TrainAsync(
        StageModel model, CheckpointContestantReference? start, TrainingData data, CancellationToken cancellationToken) => run.StepAsync(
        $"train/{model.Name}", () => jobs.TrainAsync(stage.Name, model.Name, model.Recipe, start, data, cancellationToken), cancellationToken);
}

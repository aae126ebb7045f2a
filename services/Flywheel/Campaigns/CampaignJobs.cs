using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Results;

namespace ArenaLearning.Flywheel.Campaigns;

/// <summary>How a training job ended: with a model, or with the reason why there is none.</summary>
public sealed record TrainingOutcome(ModelTrained? Model, string? Failure);

/// <param name="Model">As a contestant, or as the reward model.</param>
public sealed record TrainedModel(ContestantReference Model, TrainingDetails Details);

/// <summary>Commands of which a step needs just one: each is sent until it is answered, and again if it failed.</summary>
public sealed class CampaignJobs(CampaignRun run)
{
    public const string PromptLane = "prompt set";
    public const string MiningLane = "dataset";
    public const string RankingLane = "ranking";

    private CampaignSpec Spec => run.Spec;

    public Task<PromptSetsBuilt> BuildPromptSetsAsync(CancellationToken cancellationToken)
    {
        run.Progress.Begin("", "building prompt sets", 1);
        var command = new BuildPromptSets(
            run.Id, JobId("prompts"), run.UriOf("prompts"), Spec.Prompts, Seeds.Derive(Spec.Seed, "prompts"));
        return AnsweredAsync<BuildPromptSets, PromptSetsBuilt>(
            "Building the prompt sets", command.BuildId, PromptLane, command, built => built.Failure, cancellationToken);
    }

    /// <param name="earlier">The same stage's dataset of the iteration before, which holds those before it.</param>
    public Task<TrainingDataMined> MineAsync(
        Stage stage, MiningRule rule, ContestantReference target, ArtifactReference battles, MinedDataset? earlier,
        CancellationToken cancellationToken)
    {
        run.Progress.Begin(stage.Name, "mining training data", 1);
        var command = new MineTrainingData(
            run.Id, JobId("mine", stage.Name, battles.Sha256), stage.Name, rule, target.Name, battles,
            earlier is null ? [] : [earlier], run.UriOf("datasets"), Seeds.Derive(Spec.Seed, "mine", stage.Name));
        return AnsweredAsync<MineTrainingData, TrainingDataMined>(
            $"Mining for {stage.Name}", command.DatasetId, MiningLane, command, mined => mined.Failure, cancellationToken);
    }

    public Task<ArenaRanked> RankAsync(Stage stage, ArtifactReference battles, CancellationToken cancellationToken)
    {
        run.Progress.Begin(stage.Name, "ranking the arena", 1);
        var command = new RankArena(
            run.Id, JobId("rank", stage.Name, battles.Sha256), stage.Name, battles,
            new(Spec.Arena.Anchor, Spec.Arena.AnchorElo, Spec.Arena.Bootstraps, Seeds.Derive(Spec.Seed, "rank", stage.Name)));
        return AnsweredAsync<RankArena, ArenaRanked>(
            $"Ranking after {stage.Name}", command.RankingId, RankingLane, command, ranked => ranked.Failure, cancellationToken);
    }

    /// <param name="start">The model that training starts from; null for a fresh one.</param>
    public async Task<TrainedModel> TrainAsync(
        Stage stage, string name, TrainingRecipe recipe, ContestantReference? start, TrainingData data, CancellationToken cancellationToken)
    {
        run.Progress.Begin(stage.Name, $"training {name}", recipe.Steps);
        var inputs = data.Rows.Append(data.Pairs).Append(data.HeldOut).Append(data.RewardModel).Append(start?.Checkpoint)
            .Select(input => input?.Sha256 ?? "");
        var command = new TrainModel(
            run.Id, JobId(["train", name, .. inputs]), name, recipe, start?.Checkpoint, data,
            run.UriOf("checkpoints", name), run.UriOf("work", name), Seeds.Derive(Spec.Seed, "train", name));
        var outcome = await AnsweredAsync<TrainModel, TrainingOutcome>(
            $"Training {name}", command.JobId, command.JobId, command, o => o.Failure, cancellationToken);
        var model = outcome.Model!;
        return new(new(name, model.Checkpoint), new(
            name, start?.Name, Path.GetRelativePath(run.OutputFolder, model.Checkpoint.LocalPath()).Replace('\\', '/'),
            model.Checkpoint.Sha256, model.Rows,
            model.Metrics.Where(m => double.IsFinite(m.Value)).ToDictionary(), model.Curves.ToDictionary(c => c.Key, c => Finite(c.Value)),
            model.TrainingSeconds));
    }

    // JSON has no number for what a run that diverged reports.
    private static IReadOnlyList<CurvePoint> Finite(IReadOnlyList<CurvePoint> curve) =>
        [.. curve.Where(point => double.IsFinite(point.Value))];

    private string JobId(params ReadOnlySpan<string> parts) => ContentHash.UnitId([run.Identity.SpecHash, .. parts]);

    private async Task<TReply> AnsweredAsync<TCommand, TReply>(
        string what, string id, string lane, TCommand command, Func<TReply, string?> failureOf, CancellationToken cancellationToken)
        where TCommand : class
        where TReply : class
    {
        for (var attempt = 1; ; attempt++)
        {
            var reply = await run.Work.RequestAsync<TReply>(id, lane, token => run.Bus.SendAsync(command, token), cancellationToken);
            if (failureOf(reply) is not { } failure) return reply;
            if (attempt >= Spec.Work.MaxAttempts)
                throw new CampaignStoppedException($"{what} failed {attempt} times: {failure}");
            run.Progress.Note($"{what} failed and is tried again: {failure}");
            await Task.Delay(run.RetryPause * attempt, run.Time, cancellationToken);
        }
    }
}

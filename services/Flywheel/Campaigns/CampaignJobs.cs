using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Campaigns;

/// <summary>Commands of which a step needs just one: each is sent until it is answered, and again if it failed.</summary>
public sealed class CampaignJobs(CampaignRun run)
{
    public const string PromptLane = "prompt set";
    public const string MiningLane = "dataset";
    public const string RankingLane = "ranking";

    private long Seed => run.Settings.Seed;

    /// <summary>Of the prompts that a campaign makes.</summary>
    /// <param name="seed">The campaign's.</param>
    public static long PromptSeed(long seed) => Seeds.Derive(seed, "prompts");

    public Task<PromptSetsBuilt> BuildPromptSetsAsync(ArithmeticPrompts prompts, CancellationToken cancellationToken)
    {
        run.Progress.Begin("", "building prompt sets", 1);
        var command = new BuildPromptSets(run.Id, JobId("prompts"), run.Scope.Under("prompts"), prompts, PromptSeed(Seed));
        return AnsweredAsync<BuildPromptSets, PromptSetsBuilt>(
            "Building the prompt sets", command.BuildId, PromptLane, command, built => built.Failure, cancellationToken);
    }

    public Task<PromptSetsBuilt> ImportPromptsAsync(ArtifactReference file, int? limit, CancellationToken cancellationToken)
    {
        run.Progress.Begin("", "reading prompts", 1);
        var command = new ImportPrompts(run.Id, JobId("prompts", file.Sha256), file, run.Scope.Under("prompts"), limit);
        return AnsweredAsync<ImportPrompts, PromptSetsBuilt>(
            "Reading the prompts", command.BuildId, PromptLane, command, built => built.Failure, cancellationToken);
    }

    /// <param name="earlier">The same stage's dataset of the iteration before, which holds those before it.</param>
    /// <param name="learner">Who is to learn from the rows; null where any text will do.</param>
    public Task<TrainingDataMined> MineAsync(
        string stage, MiningRule rule, string target, ArtifactReference battles, MinedDataset? earlier, LearnerVocabulary? learner,
        CancellationToken cancellationToken)
    {
        run.Progress.Begin(stage, "mining training data", 1);
        var command = new MineTrainingData(
            run.Id, JobId("mine", stage, battles.Sha256), stage, rule, target, battles,
            earlier is null ? [] : [earlier])
        {
            Scope = run.Scope.Under("datasets"),
            Seed = Seeds.Derive(Seed, "mine", stage),
            Learner = learner,
        };
        return AnsweredAsync<MineTrainingData, TrainingDataMined>(
            $"Mining for {stage}", command.DatasetId, MiningLane, command, mined => mined.Failure, cancellationToken);
    }

    /// <param name="settings">Their seed is the campaign's: the ranking's own is derived from it.</param>
    /// <param name="isComparison">The battles are judged by another judge than the campaign's.</param>
    public Task<ArenaRanked> RankAsync(
        string stage, ArtifactReference battles, RankingSettings settings, bool isComparison, CancellationToken cancellationToken)
    {
        run.Progress.Begin(stage, "ranking the arena", 1);
        var command = new RankArena(
            run.Id, JobId("rank", stage, battles.Sha256), stage, battles, settings with { Seed = Seeds.Derive(settings.Seed, "rank", stage) },
            isComparison);
        return AnsweredAsync<RankArena, ArenaRanked>(
            $"Ranking after {stage}", command.RankingId, RankingLane, command, ranked => ranked.Failure, cancellationToken);
    }

    /// <param name="start">The model that training starts from; null for a fresh one.</param>
    public async Task<TrainedModel> TrainAsync(
        string stage, string name, TrainingRecipe recipe, CheckpointContestantReference? start, TrainingData data, CancellationToken cancellationToken)
    {
        run.Progress.Begin(stage, $"training {name}", recipe.Steps);
        var inputs = data.Rows.Append(data.Pairs).Append(data.HeldOut).Append(data.RewardModel).Append(start?.Checkpoint)
            .Select(input => input?.Sha256 ?? "");
        var (jobId, seed) = (JobId(["train", name, .. inputs]), Seeds.Derive(Seed, "train", name));
        var outcome = await AnsweredAsync<TrainModel, TrainingOutcome>(
            $"Training {name}", jobId, jobId,
            async token => new(run.Id, jobId, name, recipe, start?.Checkpoint, data, seed, await run.Leases.NextAsync(jobId, name, token)),
            o => o.Failure, cancellationToken);
        // Killed before the model is recorded, the job goes on from its last state.
        run.AfterStep(token => run.Leases.EndAsync(jobId, name, token));
        var model = outcome.Model!;
        return new(new(name, model.Checkpoint), new(
            name, start?.Name, run.Scope.NameOf(model.Checkpoint),
            model.Checkpoint.Sha256, model.Rows,
            model.Metrics.Where(m => double.IsFinite(m.Value)).ToDictionary(), model.Curves.ToDictionary(c => c.Key, c => Finite(c.Value)),
            model.TrainingSeconds));
    }

    // JSON has no number for what a run that diverged reports.
    private static IReadOnlyList<CurvePoint> Finite(IReadOnlyList<CurvePoint> curve) =>
        [.. curve.Where(point => double.IsFinite(point.Value))];

    // Of the campaign, not of its specification: a worker takes two jobs of one id for one.
    private string JobId(params ReadOnlySpan<string> parts) => ContentHash.UnitId([run.Id, .. parts]);

    private Task<TReply> AnsweredAsync<TCommand, TReply>(
        string what, string id, string lane, TCommand command, Func<TReply, string?> failureOf, CancellationToken cancellationToken)
        where TCommand : class
        where TReply : class =>
        AnsweredAsync<TCommand, TReply>(what, id, lane, _ => Task.FromResult(command), failureOf, cancellationToken);

    /// <param name="commandAsync">The command, each time that it is sent.</param>
    private async Task<TReply> AnsweredAsync<TCommand, TReply>(
        string what, string id, string lane, Func<CancellationToken, Task<TCommand>> commandAsync,
        Func<TReply, string?> failureOf, CancellationToken cancellationToken)
        where TCommand : class
        where TReply : class
    {
        for (var attempt = 1; ; attempt++)
        {
            var reply = await run.Work.RequestAsync<TReply>(
                id, lane, async token => await run.Bus.SendAsync(await commandAsync(token), token), cancellationToken);
            if (failureOf(reply) is not { } failure) return reply;
            if (attempt >= run.Settings.Work.MaxAttempts)
                throw new CampaignStoppedException($"{what} failed {attempt} times: {failure}");
            run.Progress.Note($"{what} failed and is tried again: {failure}");
            await Task.Delay(run.RetryPause * attempt, run.Time, cancellationToken);
        }
    }
}

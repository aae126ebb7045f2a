using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Campaigns;
using ArenaLearning.Monitoring.Metrics;

namespace ArenaLearning.Flywheel.Training;

/// <summary>
/// One stage of whatever kind: battles of the target on the stage's part, mining, training, the promotion gate, and the newcomer's way
/// into the arena, as far as the stage has them.
/// </summary>
public sealed class StageWorkflow(CampaignRun run, TrainingCampaignSpec spec, CampaignJobs jobs, Field field, ArenaDoor arena)
{
    public async Task<TrainingCampaignState> RunAsync(IStage stage, TrainingCampaignState state, CancellationToken cancellationToken)
    {
        var round = stage.Battles is { } battles
            ? RoundBook.Training(stage.Name, battles, field.Sets[battles.Split], state.Current, field.Competitors, spec) : null;
        var outcome = await run.StepAsync($"stage/{stage.Name}", () => OutcomeAsync(stage, state, round, cancellationToken), cancellationToken);
        if (outcome.Details.Gate is { } gate)
        {
            if (state.Target is { } target) FlywheelMetrics.Stood(run.Identity.Id, target.Name, gate.Before.Overall);
            FlywheelMetrics.Stood(run.Identity.Id, stage.Name, gate.After.Overall);
        }
        IReadOnlyList<FoughtRound> fought = round is null ? [] : [new(stage.Name, round)];
        return state.After(stage, outcome, [.. fought, .. outcome.Newcomer is { } newcomer ? arena.Rounds(stage, newcomer, state.Standing) : []]);
    }

    private async Task<StageOutcome> OutcomeAsync(IStage stage, TrainingCampaignState state, Round? round, CancellationToken cancellationToken)
    {
        var fought = round is null ? null
            : await run.StepAsync($"battles/{stage.Name}", () => BattleAsync(stage, round, cancellationToken), cancellationToken);
        var mined = fought is not null && stage.Mining is { } rule ? await MineAsync(stage, rule, state, fought.Artifact, cancellationToken) : null;
        var details = Details(stage, state, mined is null ? null : Mining(stage, round!, mined), fought?.Battles ?? 0);

        var bench = new StageBench(stage, run, jobs, spec, field, state, mined);
        if (await stage.TrainAsync(bench, cancellationToken) is not { } trained)
            return Stayed(state, details with { Skipped = stage.NothingLeft }, mined?.Dataset, null, [$"{stage.Name} was skipped: {stage.NothingLeft}."]);
        details = details with { RewardModel = trained.RewardModel?.Details };
        return trained.Version is { } version
            ? await VersionAsync(stage, state, details, trained, version, mined?.Dataset, cancellationToken)
            : Stayed(state, details, mined?.Dataset, trained.RewardModel?.Model, []);
    }

    private async Task<StageOutcome> VersionAsync(
        IStage stage, TrainingCampaignState state, StageDetails details, StageTraining trained, TrainedModel version, MinedDataset? dataset,
        CancellationToken cancellationToken)
    {
        var validation = await arena.ValidateAsync(stage, version.Model, cancellationToken);
        var gate = stage.Gate is { } rule && state.TargetValidation is { } before ? new GateDetails(before, validation, rule.MinimumGain) : null;
        var isPromoted = gate is null || gate.After.Overall - gate.Before.Overall > gate.MinimumGain;
        if (gate is not null) FlywheelMetrics.CameToGate(isPromoted);
        var arenaBefore = state.Rounds.Where(fought => fought.Round.Scope != fought.Stage).ToList();
        var entered = await arena.EnterAsync(stage, version.Model, state.Standing, arenaBefore, cancellationToken);
        var control = stage.Control is { } compared
            ? await ControlAsync(stage, compared, state.Current, trained.Data, cancellationToken) : null;
        return new(
            details with
            {
                Contestant = stage.Name,
                Promoted = isPromoted,
                Gate = gate,
                Greedy = entered.Greedy,
                Sampled = entered.Sampled,
                Training = version.Details,
                Control = control,
                ArenaBattles = entered.Battles,
                Leaderboard = entered.Ranking.Leaderboard,
            },
            version.Model, validation, dataset, trained.RewardModel?.Model, entered.Ranking.WinRates, entered.Ranking.Warnings);
    }

    /// <summary>The stage as it is before it brings a version: with the target as it stands.</summary>
    private static StageDetails Details(IStage stage, TrainingCampaignState state, MiningDetails? mining, int battles)
    {
        var current = state.Outcomes.LastOrDefault(outcome => outcome.Newcomer is { } newcomer && newcomer.Name == state.Target?.Name)?.Details;
        var nothing = new AccuracyDetails(0, new Dictionary<string, double>(), new Dictionary<string, double>(), 0);
        return new()
        {
            Iteration = stage.Iteration,
            Stage = stage.Label,
            Name = stage.Name == $"{stage.Label}-I{stage.Iteration}" ? null : stage.Name,
            Contestant = state.Target?.Name ?? stage.Name,
            Opponent = state.Target?.Name,
            Promoted = false,
            Greedy = current?.Greedy ?? nothing,
            Sampled = current?.Sampled ?? nothing,
            Mining = mining,
            TrainingBattles = battles,
            ArenaBattles = 0,
            Leaderboard = state.Outcomes is [.., { } last] ? last.Details.Leaderboard : [],
        };
    }

    /// <summary>The target is the one that it was.</summary>
    private static StageOutcome Stayed(
        TrainingCampaignState state, StageDetails details, MinedDataset? dataset, CheckpointContestantReference? rewardModel, IReadOnlyList<string> warnings) =>
        new(details, null, state.TargetValidation!, dataset, rewardModel, state.Outcomes[^1].WinRates, warnings);

    private async Task<StageBattlesFought> BattleAsync(IStage stage, Round round, CancellationToken cancellationToken)
    {
        await arena.FightAsync(stage, "battles", [round], cancellationToken);
        var battles = 0;
        var artifact = await run.Artifacts.WriteRowsAsync(
            run.Scope.Under("stages").Under(stage.Name), "battles.jsonl", CountedAsync(), cancellationToken);
        return new(artifact, battles);

        async IAsyncEnumerable<PromptBattles> CountedAsync()
        {
            var checkedRound = AnswerChecking.Beside(spec.Battles.Judge, round);
            await foreach (var prompt in run.Reader.PromptsAsync(round, checkedRound, cancellationToken))
            {
                battles += prompt.Battles.Count;
                yield return prompt;
            }
        }
    }

    private Task<TrainingDataMined> MineAsync(
        IStage stage, MiningRule rule, TrainingCampaignState state, ArtifactReference battles, CancellationToken cancellationToken) =>
        run.StepAsync($"mine/{stage.Name}", () => jobs.MineAsync(
            stage.Name, rule, state.Current.Name, battles, state.Datasets.GetValueOrDefault(rule.Kind), field.Learner, cancellationToken), cancellationToken);

    private async Task<ControlDetails> ControlAsync(
        IStage stage, StageModel control, CheckpointContestantReference target, TrainingData data, CancellationToken cancellationToken)
    {
        var trained = await run.StepAsync($"train/{control.Name}", () => jobs.TrainAsync(
            stage.Name, control.Name, control.Recipe, target, data, cancellationToken), cancellationToken);
        var validation = await arena.ValidateAsync(stage, trained.Model, cancellationToken);
        var (greedy, sampled) = await arena.ExamineAsync(stage, trained.Model, cancellationToken);
        return new(trained.Details, validation, greedy, sampled);
    }

    private static MiningDetails Mining(IStage stage, Round round, TrainingDataMined mined) => new(
        round.Set.Name, stage.Mining!, round.Set.Count, mined.RowCount, mined.NewRows, mined.ChosenBy, mined.Dropped, Hashes(mined.Dataset));

    private static IReadOnlyList<string> Hashes(MinedDataset? dataset) => dataset is null ? []
        : [.. new[] { dataset.Rows, dataset.Stepwise, dataset.Prompts, dataset.HeldOut }.OfType<ArtifactReference>().Select(a => a.Sha256)];

    /// <summary>The shape of the recorded step.</summary>
    private sealed record StageBattlesFought(ArtifactReference Artifact, int Battles);
}

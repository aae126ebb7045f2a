using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Campaigns;

namespace ArenaLearning.Flywheel.Training;

/// <summary>
/// One stage of an iteration: battles of the target on the stage's part, mining, training, the promotion gate, and the
/// newcomer's way into the arena.
/// </summary>
public sealed class StageWorkflow(CampaignRun run, TrainingCampaignSpec spec, CampaignJobs jobs, Field field, ArenaDoor arena)
{
    public async Task<TrainingCampaignState> RunAsync(Stage stage, TrainingCampaignState state, CancellationToken cancellationToken)
    {
        var battles = RoundBook.Training(stage, field.Sets[stage.Split], state.Target, field.Competitors, spec);
        var outcome = await run.StepAsync(
            $"stage/{stage.Name}", () => OutcomeAsync(stage, state, battles, cancellationToken), cancellationToken);
        var entered = outcome.Newcomer is { } newcomer ? arena.Rounds(stage, newcomer, state.Standing) : [];
        return state.After(stage, outcome, [new(stage, battles), .. entered]);
    }

    private async Task<StageOutcome> OutcomeAsync(Stage stage, TrainingCampaignState state, Round round, CancellationToken cancellationToken)
    {
        var fought = await run.StepAsync($"battles/{stage.Name}", () => BattleAsync(stage, round, cancellationToken), cancellationToken);
        var rule = Rule(stage);
        var mined = await run.StepAsync($"mine/{stage.Name}", () => jobs.MineAsync(
            stage.Name, rule, state.Target.Name, fought.Artifact, state.Datasets.GetValueOrDefault(stage.Kind), field.Learner, cancellationToken), cancellationToken);
        var mining = new MiningDetails(
            stage.Split, rule, round.Set.Count, mined.RowCount, mined.NewRows, mined.ChosenBy, mined.Dropped, Hashes(mined.Dataset));

        var training = await TrainAsync(stage, state, mined, cancellationToken);
        if (training is not { } trained) return Skipped(stage, state, mining, mined.Dataset, fought.Battles);

        var validation = await arena.ValidateAsync(stage, trained.Model.Model, cancellationToken);
        var gate = new GateDetails(state.TargetValidation, validation, spec.Gate.MinimumGain);
        var promoted = gate.After.Overall - gate.Before.Overall > gate.MinimumGain;
        var before = state.Rounds.Where(r => r.Round.Scope != r.Stage.Name).ToList();
        var entered = await arena.EnterAsync(stage, trained.Model.Model, state.Standing, before, cancellationToken);
        var control = stage.Kind == StageKind.Dpo && spec.Training.DpoControl
            ? await ControlAsync(stage, state.Target, mined.Dataset!, cancellationToken) : null;
        return new(
            new(stage.Iteration, stage.Algorithm, stage.Name, state.Target.Name, null, promoted, gate, entered.Greedy,
                entered.Sampled, mining, trained.Model.Details, trained.RewardModel?.Details, control, fought.Battles,
                entered.Battles, entered.Ranking.Leaderboard),
            trained.Model.Model, validation, mined.Dataset, trained.RewardModel?.Model,
            entered.Ranking.WinRates, entered.Ranking.Warnings);
    }

    private async Task<StageBattles> BattleAsync(Stage stage, Round round, CancellationToken cancellationToken)
    {
        await arena.FightAsync(stage, "battles", [round], cancellationToken);
        var battles = 0;
        var artifact = await JsonLines.WriteAsync(
            run.PathOf("stages", stage.Name, "battles.jsonl"), CountedAsync(), cancellationToken);
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

    /// <returns>What was trained; null where mining left nothing to train on.</returns>
    private async Task<(TrainedModel Model, TrainedModel? RewardModel)?> TrainAsync(
        Stage stage, TrainingCampaignState state, TrainingDataMined mined, CancellationToken cancellationToken)
    {
        switch (stage.Kind)
        {
            case StageKind.Sft:
                // D0 is replayed, so that the skills that no battle was lost in are not forgotten.
                IReadOnlyList<ArtifactReference> rows = mined is { Dataset: { } sft, RowCount: > 0 }
                    ? [sft.Rows, field.InitialRows] : [field.InitialRows];
                var start = spec.Training.SftFrom == "initial" ? state.Initial : state.Target;
                return (await StepAsync(stage, stage.Name, spec.Training.Sft, start, new(rows), cancellationToken), null);
            case StageKind.Dpo:
                if (mined is not { Dataset: { } pairs, RowCount: > 0 }) return null;
                return (await StepAsync(stage, stage.Name, spec.Training.Dpo, state.Target, new([pairs.Rows]), cancellationToken), null);
            default:
                if (mined is not { Dataset: { Stepwise: { } stepwise, Prompts: { } prompts } reward, RowCount: > 0 }) return null;
                var judge = await StepAsync(
                    stage, $"RM-I{stage.Iteration}", spec.Training.RewardModel, state.RewardModel ?? state.Target,
                    new([stepwise], Pairs: reward.Rows, HeldOut: reward.HeldOut), cancellationToken);
                return (await StepAsync(stage, stage.Name, spec.Training.Ppo, state.Target,
                    new([prompts], RewardModel: judge.Model.Checkpoint), cancellationToken), judge);
        }
    }

    private async Task<ControlDetails> ControlAsync(
        Stage stage, CheckpointContestantReference target, MinedDataset pairs, CancellationToken cancellationToken)
    {
        var recipe = spec.Training.Dpo;
        var dpo = (recipe.Dpo ?? new(Beta: 0.3, NllWeight: 1, PreferenceWeight: 0)) with { NllWeight = 1, PreferenceWeight = 0 };
        var trained = await StepAsync(
            stage, $"{stage.Name}-control", recipe with { Dpo = dpo }, target, new([pairs.Rows]), cancellationToken);
        var validation = await arena.ValidateAsync(stage, trained.Model, cancellationToken);
        var (greedy, sampled) = await arena.ExamineAsync(stage, trained.Model, cancellationToken);
        return new(trained.Details, validation, greedy, sampled);
    }

    private Task<TrainedModel> StepAsync(
        Stage stage, string name, TrainingRecipe recipe, CheckpointContestantReference start, TrainingData data, CancellationToken cancellationToken) =>
        run.StepAsync($"train/{name}", () => jobs.TrainAsync(stage.Name, name, recipe, start, data, cancellationToken), cancellationToken);

    private static StageOutcome Skipped(
        Stage stage, TrainingCampaignState state, MiningDetails mining, MinedDataset? dataset, int battles)
    {
        var last = state.Outcomes[^1];
        var current = state.Outcomes.Last(o => o.Newcomer?.Name == state.Target.Name).Details;
        var reason = $"no row was left with a score gap of {mining.Rule.MinimumGap} or more, so there was nothing to train on";
        return new(
            new(stage.Iteration, stage.Algorithm, state.Target.Name, state.Target.Name, reason, false, null, current.Greedy,
                current.Sampled, mining, null, null, null, battles, 0, last.Details.Leaderboard),
            null, state.TargetValidation, dataset, null, last.WinRates, [$"{stage.Name} was skipped: {reason}."]);
    }

    private MiningRule Rule(Stage stage)
    {
        var gaps = stage.Of(spec.Mining.SftGap, spec.Mining.DpoGap, spec.Mining.RewardGap);
        return new(stage.Of(MiningKind.Sft, MiningKind.Preference, MiningKind.Reward), gaps[Math.Min(stage.Iteration, gaps.Count) - 1]);
    }

    private static IReadOnlyList<string> Hashes(MinedDataset? dataset) => dataset is null ? []
        : [.. new[] { dataset.Rows, dataset.Stepwise, dataset.Prompts, dataset.HeldOut }.OfType<ArtifactReference>().Select(a => a.Sha256)];

    private sealed record StageBattles(ArtifactReference Artifact, int Battles);
}

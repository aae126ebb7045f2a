using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Campaigns;
using ArenaLearning.Flywheel.Contestants;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Judges;

namespace ArenaLearning.Flywheel.Training;

/// <summary>
/// The whole of a campaign as one plain sequence: prompt sets, the stages of its list, then the results. Every step is recorded when it
/// is done, so the same sequence, run again after a crash, comes quickly to where it was and goes on.
/// </summary>
public sealed class TrainingCampaignWorkflow(CampaignRun run, TrainingCampaignSpec spec, TrainingCampaignEntries entries)
{
    internal const string TokenizerKey = "target.tokenizer";

    private readonly CampaignJobs jobs = new(run);

    /// <returns>Which budget stopped it, and what to do; null where it completed.</returns>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        var field = await PrepareAsync(cancellationToken);
        var arena = new ArenaDoor(run, spec, jobs, field);
        var state = TrainingCampaignState.Before(field.Competitors);
        string? stopped = null;
        try
        {
            var stages = new StageWorkflow(run, spec, jobs, field, arena);
            foreach (var stage in spec.AllStages)
            {
                state = await stages.RunAsync(stage, state, cancellationToken);
                Announce(stage, state.Outcomes[^1].Details);
            }
        }
        catch (BudgetReachedException e)
        {
            stopped = $"{e.Message} {e.Stage} is not done, and goes on from where it stopped. "
                + (state.Outcomes.Count == 0 ? "There are no results before it." : $"The results before it are in {run.Scope}.");
        }
        if (state.Outcomes.Count > 0) await new TrainingCampaignResultWriter(run, spec, field).WriteAsync(state, stopped is null, cancellationToken);
        if (stopped is null) await run.Leases.ClearAsync(cancellationToken);
        return stopped;
    }

    private async Task<Field> PrepareAsync(CancellationToken cancellationToken)
    {
        var competitors = entries.Competitors;
        var recorded = await run.StepAsync("competitors", () => Task.FromResult(competitors), cancellationToken);
        var judge = await run.StepAsync("judge", () => Task.FromResult(entries.Judge), cancellationToken);
        var vocabulary = await run.Paths.FolderAsync(spec.Target.Tokenizer, TokenizerKey, cancellationToken);
        var tokenizer = await run.StepAsync("tokenizer", () => Task.FromResult(vocabulary), cancellationToken);
        if ((ContestantFiles.Changed(competitors, recorded) ?? (JudgeFiles.AreChanged(entries.Judge, judge) ? judge.Name : null)
            ?? (vocabulary.Sha256 == tokenizer.Sha256 ? null : "target.tokenizer")) is { } changed)
            throw new CampaignStoppedException(
                $"The files of {changed} have changed since this campaign was started. Put the old files back, or start again with another --out.");

        var prompts = await run.StepAsync("prompts", () => jobs.BuildPromptSetsAsync(spec.Prompts, cancellationToken), cancellationToken);
        var sets = prompts.Sets.Where(s => s.Key != Field.InitialSet)
            .ToDictionary(s => s.Key, s => new PromptSet(s.Key, s.Value, prompts.Counts[s.Key]));
        var learner = competitors.All(c => c is CheckpointContestantReference) ? null : new LearnerVocabulary(vocabulary, spec.Target.Model.MaxPositions);
        return new(prompts, sets, prompts.Sets[Field.InitialSet], competitors, vocabulary, learner);
    }

    private void Announce(IStage stage, StageDetails details)
    {
        run.Progress.StageDone(details.Leaderboard);
        run.Progress.Note(details switch
        {
            { Skipped: { } reason } => $"{stage.Name} skipped: {reason}",
            { Gate: { } gate } => $"{stage.Name} {(details.Promoted ? "promoted" : "rejected")}: validation accuracy "
                + $"{gate.Before.Overall:0.0%} -> {gate.After.Overall:0.0%}",
            { Training: null } => $"{stage.Name} trained; {details.Contestant} stays the target",
            _ => $"{stage.Name} trained: arena accuracy {details.Greedy.Overall:0.0%}",
        });
    }
}

using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Campaigns;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.ModelArena;
using ArenaLearning.Flywheel.Training;
using ArenaLearning.Flywheel.Work;

namespace ArenaLearning.Flywheel.Planning;

/// <summary>Works out what a campaign would do, of either kind.</summary>
public static class CampaignPlanning
{
    /// <summary>What a plan takes for given where nobody says otherwise: answers of as many tokens as they may have.</summary>
    public static PlanAssumptions Defaults(CampaignFile file) =>
        new(file.ModelArena?.Battles.MaxTokens ?? file.Spec.Battles.MaxTokens, VerdictTokens: 200, SecondsPerRequest: 2);

    /// <param name="paths">What the file names; it is only looked at.</param>
    /// <param name="measureAsync">Says what prompts come to; not asked where nobody asks an endpoint.</param>
    /// <exception cref="CampaignStoppedException">Something that it names is missing, or the prompts are wrong.</exception>
    public static Task<PlannedCampaign> PlanAsync(
        CampaignFile file, CampaignPaths paths, PlanAssumptions assumed, Func<MeasurePrompts, CancellationToken, Task<PromptsMeasured>> measureAsync,
        CancellationToken cancellationToken) => file.ModelArena is { } arena
        ? PlanAsync(arena, paths, assumed, measureAsync, cancellationToken) : PlanAsync(file.Spec, paths, assumed, measureAsync, cancellationToken);

    private static async Task<PlannedCampaign> PlanAsync(
        ModelArenaSpec spec, CampaignPaths paths, PlanAssumptions assumed, Func<MeasurePrompts, CancellationToken, Task<PromptsMeasured>> measureAsync,
        CancellationToken cancellationToken)
    {
        var entries = await ArenaEntries.ResolveAsync(spec, paths, cancellationToken);
        var file = await paths.FileAsync(spec.Prompts.File, ModelArenaWorkflow.PromptsKey, cancellationToken);
        var sets = await MeasuredAsync(new(NewId()) { File = file, Limit = spec.Prompts.Limit }, measureAsync, cancellationToken);
        var prompts = sets[ImportPrompts.SetName];
        var plan = ArenaPlan.Of(spec, entries, prompts, assumed);
        return new(prompts.Prompts, plan.Answers, plan.Battles, [], plan.Requests, plan.Endpoints, assumed, spec.Budget);
    }

    private static async Task<PlannedCampaign> PlanAsync(
        TrainingCampaignSpec spec, CampaignPaths paths, PlanAssumptions assumed, Func<MeasurePrompts, CancellationToken, Task<PromptsMeasured>> measureAsync,
        CancellationToken cancellationToken)
    {
        var entries = await TrainingCampaignEntries.ResolveAsync(spec, paths, cancellationToken);
        var stages = TrainingCampaignPlan.Of(spec);
        var requests = spec.Endpoints is null ? [] : TrainingCampaignPlan.Requests(
            spec, entries.Competitors, entries.Judge, await PromptTokensAsync(spec, measureAsync, cancellationToken), assumed);
        return new(
            0, stages.Sum(stage => stage.Answers), stages.Sum(stage => stage.Battles + stage.Checks), stages, requests,
            PlannedEndpoint.Of(requests, spec.AllEndpoints, assumed), assumed, spec.Budget);
    }

    /// <returns>Tokens of each prompt set, which the seed alone decides.</returns>
    private static async Task<IReadOnlyDictionary<string, long>> PromptTokensAsync(
        TrainingCampaignSpec spec, Func<MeasurePrompts, CancellationToken, Task<PromptsMeasured>> measureAsync, CancellationToken cancellationToken)
    {
        var sets = await MeasuredAsync(
            new(NewId()) { Arithmetic = spec.Prompts, Seed = CampaignJobs.PromptSeed(spec.Seed) }, measureAsync, cancellationToken);
        return sets.ToDictionary(set => set.Key, set => set.Value.Tokens, StringComparer.Ordinal);
    }

    private static async Task<IReadOnlyDictionary<string, PromptMeasure>> MeasuredAsync(
        MeasurePrompts command, Func<MeasurePrompts, CancellationToken, Task<PromptsMeasured>> measureAsync, CancellationToken cancellationToken)
    {
        var measured = await measureAsync(command, cancellationToken);
        return measured.Failure is { } failure ? throw new CampaignStoppedException(failure) : measured.Sets;
    }

    private static string NewId() => Guid.NewGuid().ToString("N");
}

using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Campaigns;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.ModelArena;

/// <summary>
/// The whole of a model arena as one plain sequence: prompts, answers and battles, leaderboard, training data, results. Every step is
/// recorded when it is done, so the same sequence, run again after a crash or with more budget, goes on where it was.
/// </summary>
public sealed class ModelArenaWorkflow(CampaignRun run, ModelArenaSpec spec, ArenaEntries entries)
{
    public const string StageName = "arena";
    internal const string PromptsKey = "prompts.file";
    internal const string PromptsStep = "prompts", OutcomeStep = "outcome";

    private readonly CampaignJobs jobs = new(run);

    /// <returns>Which budget stopped it, and what to do; null where it completed.</returns>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        var prompts = await PrepareAsync(cancellationToken);
        var round = ArenaRounds.Of(spec, entries, prompts);
        var compared = ArenaRounds.Compared(entries, round);
        run.Progress.Begin(StageName, "battles", round.ResponseCount + round.BattleCount);
        await run.Rounds.RunAsync(round, run.Progress.Add, cancellationToken);
        if (compared is not null)
        {
            run.Progress.Begin(StageName, $"asking {entries.CompareWith!.Name} too", compared.ResponseCount + compared.BattleCount);
            await run.RoundsOf(entries.CompareWith).RunAsync(compared, run.Progress.Add, cancellationToken);
        }

        var complete = run.Settings.Spend.Refused is null;
        // One reading serves ranking and results; where the ranking is recorded already, results ask for it only if they lack.
        var reading = new Lazy<Task<ArenaReading>>(() => ArenaReading.ReadAsync(run, spec, entries, round, compared, cancellationToken));
        var outcome = await OutcomeAsync(round, reading, prompts, complete, cancellationToken);
        run.Progress.StageDone(outcome.Ranking.Leaderboard);
        await new ModelArenaResultWriter(run, spec).WriteAsync(round, compared, reading, outcome, cancellationToken);
        return complete ? null : $"{run.Settings.Spend.Refused} The results so far are in {run.Scope}.";
    }

    private async Task<PromptSetsBuilt> PrepareAsync(CancellationToken cancellationToken)
    {
        var recorded = await run.StepAsync("contestants", () => Task.FromResult(entries), cancellationToken);
        var file = await run.Paths.FileAsync(spec.Prompts.File, PromptsKey, cancellationToken);
        var prompts = await run.StepAsync("prompts_file", () => Task.FromResult(file), cancellationToken);
        if ((entries.Changed(recorded) ?? (file.Sha256 == prompts.Sha256 ? null : "prompts.file")) is { } changed)
            throw new CampaignStoppedException(
                $"The files of {changed} have changed since this campaign was started. Put the old files back, or start again with another --out.");
        return await run.StepAsync(PromptsStep, () => jobs.ImportPromptsAsync(file, spec.Prompts.Limit, cancellationToken), cancellationToken);
    }

    /// <summary>An arena that a budget stopped is ranked and mined as it stands, and nothing of that is recorded.</summary>
    private async Task<ModelArenaOutcome> OutcomeAsync(
        Round round, Lazy<Task<ArenaReading>> reading, PromptSetsBuilt prompts, bool complete, CancellationToken cancellationToken)
    {
        return complete ? await run.StepAsync(OutcomeStep, WorkAsync, cancellationToken) : await WorkAsync();

        async Task<ModelArenaOutcome> WorkAsync()
        {
            var read = await reading.Value;
            var ranking = (await run.Ledger.TotalsAsync(cancellationToken)).Verdicts > 0
                ? await jobs.RankAsync(StageName, read.Battles, RankingSettings(), isComparison: false, cancellationToken)
                : await UnrankedAsync(complete, cancellationToken);
            var mined = spec.Mining is { } mining ? await MineAsync(mining, round, cancellationToken) : [];
            return new(
                complete, prompts, ranking,
                read.Compared is { } rows
                    ? await jobs.RankAsync("compare", rows, RankingSettings(), isComparison: true, cancellationToken) : null, mined);
        }
    }

    /// <summary>An arena without a verdict has no ranking: that a budget was too small, or what failed, is what its owner wants to know.</summary>
    private async Task<ArenaRanked> UnrankedAsync(bool complete, CancellationToken cancellationToken)
    {
        if (!complete) return new(run.Id, "", StageName, [], [], ["No battle has a verdict yet, so nobody is ranked."]);
        var reasons = (await run.Ledger.FailuresAsync(cancellationToken))
            .Where(f => !f.Reason.StartsWith("No response of", StringComparison.Ordinal)).Take(3).Select(f => $"{f.Units} times: {f.Reason}").ToList();
        throw new CampaignStoppedException(reasons.Count == 0
            ? "No battle has a verdict, so there is nothing to rank."
            : $"No battle has a verdict, so there is nothing to rank. What failed, {string.Join("; ", reasons)} Mend that, and run again with --retry-failed.");
    }

    private RankingSettings RankingSettings() => new(
        spec.Arena.Anchor, spec.Arena.AnchorElo, spec.Arena.Bootstraps, spec.Seed,
        spec.Arena.Interval == "sandwich" ? IntervalKind.Sandwich : IntervalKind.Bootstrap, spec.Arena.Soft, spec.Arena.StyleControl,
        spec.Arena.StyleFeatures?.Select(feature => EnumWord.Read<StyleFeature>(feature)).ToList());

    private async Task<IReadOnlyList<TrainingDataMined>> MineAsync(PairMiningSpec mining, Round round, CancellationToken cancellationToken)
    {
        var battles = await run.Artifacts.WriteRowsAsync(
            run.Scope.Under("stages").Under(StageName), "battles.jsonl", run.Reader.PromptsAsync(round, null, cancellationToken), cancellationToken);
        var mined = new List<TrainingDataMined>();
        if (mining.SftGap is { } sft)
            mined.Add(await jobs.MineAsync("SFT", new(MiningKind.Sft, sft), mining.Target, battles, null, null, cancellationToken));
        if (mining.DpoGap is { } dpo)
            mined.Add(await jobs.MineAsync("DPO", new(MiningKind.Preference, dpo), mining.Target, battles, null, null, cancellationToken));
        return mined;
    }
}

/// <summary>What the arena came to.</summary>
/// <param name="Complete">False where a budget stopped it.</param>
/// <param name="Compared">What the judge that is compared with makes of the same battles; null where there is none, or it has no verdict.</param>
/// <param name="Mined">SFT rows and pairs, as far as the file asks for them.</param>
public sealed record ModelArenaOutcome(
    bool Complete, PromptSetsBuilt Prompts, ArenaRanked Ranking, ArenaRanked? Compared, IReadOnlyList<TrainingDataMined> Mined);

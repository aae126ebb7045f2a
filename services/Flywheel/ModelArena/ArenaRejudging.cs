using System.Text.Json;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Ledger;

namespace ArenaLearning.Flywheel.ModelArena;

/// <summary>What reading stored replies again changed.</summary>
/// <param name="Verdicts">Battles with a verdict or a failure.</param>
/// <param name="Changed">Of them, those that say something else now.</param>
public sealed record Rejudged(int Verdicts, int Changed);

/// <summary>Reads the stored replies of a finished arena's judges again.</summary>
public static class ArenaRejudging
{
    /// <param name="read">What a stored verdict, or failure, of a judge is today.</param>
    /// <exception cref="CampaignStoppedException">The arena has not begun.</exception>
    public static async Task<Rejudged> RunAsync(
        ILedger ledger, string specHash, ModelArenaSpec spec, ArenaEntries entries, IArtifactStore artifacts,
        Func<VerdictResult, JudgeReference, VerdictResult> read, CancellationToken cancellationToken)
    {
        var prompts = await ledger.FindStepAsync<PromptSetsBuilt>(ModelArenaWorkflow.PromptsStep, cancellationToken)
            ?? throw new CampaignStoppedException("The campaign has no verdicts yet: run it first.");
        var plan = new ChunkPlan(specHash, spec.Work.GenerationChunk, spec.Work.JudgingChunk, artifacts);
        var round = ArenaRounds.Of(spec, entries, prompts);
        var total = await RunAsync(ledger, plan, round, stored => read(stored, entries.Judge), cancellationToken);
        if (ArenaRounds.Compared(entries, round) is { } compared)
        {
            var other = await RunAsync(ledger, plan, compared, stored => read(stored, entries.CompareWith!), cancellationToken);
            total = new(total.Verdicts + other.Verdicts, total.Changed + other.Changed);
        }
        // The next run ranks, mines and writes the results anew, and asks nobody.
        if (total.Changed > 0) await ledger.ForgetStepsAsync([ModelArenaWorkflow.OutcomeStep, ModelArenaResultWriter.StepKey], cancellationToken);
        return total;
    }

    private static async Task<Rejudged> RunAsync(
        ILedger ledger, ChunkPlan plan, Round round, Func<VerdictResult, VerdictResult> read, CancellationToken cancellationToken)
    {
        var (verdicts, changed) = (0, 0);
        await foreach (var block in plan.BlocksAsync(round, cancellationToken))
            foreach (var chunk in plan.Battles(round, block))
            {
                var stored = (await ledger.ReadVerdictsInFullAsync(chunk.Chunk.Id, cancellationToken)).Values
                    .Concat((await ledger.ReadGivenUpAsync(chunk.Chunk.Id, cancellationToken)).Select(unit => Failed(unit.Key, unit.Value))).ToList();
                var today = stored.Select(verdict => (Before: verdict, Now: read(verdict))).Where(pair => Text(pair.Before) != Text(pair.Now)).ToList();
                (verdicts, changed) = (verdicts + stored.Count, changed + today.Count);
                if (today.Count > 0) await ledger.ReplaceVerdictsAsync(chunk.Chunk.Id, today.ConvertAll(pair => pair.Now), cancellationToken);
            }
        return new(verdicts, changed);
    }

    private static VerdictResult Failed(string unitId, UnitFailure failure) => new()
    {
        UnitId = unitId,
        Games = [],
        ScoreA = 0,
        ScoreB = 0,
        Winner = BattleWinner.Inconsistent,
        A = new(null, null, ""),
        B = new(null, null, ""),
        Failure = failure.Reason,
        FailureClass = UnitFailures.ClassOf(failure),
        FailedReplies = failure.Replies,
    };

    private static string Text(VerdictResult verdict) => JsonSerializer.Serialize(verdict, JsonLines.Options);
}

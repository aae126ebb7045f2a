using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Campaigns;

namespace ArenaLearning.Flywheel.Training;

/// <summary>Takes versions of the target through the validation split and into the WizardArena.</summary>
public sealed class ArenaDoor(CampaignRun run, TrainingCampaignSpec spec, CampaignJobs jobs, Field field)
{
    /// <summary>
    /// Accuracy on the validation split over two answers to each prompt, a greedy one and one at temperature 1: the target is asked
    /// greedily in the arena and samples in battles, and a version that only gains at one of them is seen as what it is.
    /// </summary>
    public Task<AccuracyDetails> ValidateAsync(IStage stage, ContestantReference contestant, CancellationToken cancellationToken) =>
        run.StepAsync($"validation/{contestant.Name}", async () =>
        {
            var round = RoundBook.Examination(field.Validation, contestant, sampled: true);
            await FightAsync(stage, $"validating {contestant.Name}", [round], cancellationToken);
            return await run.Reader.AccuracyAsync([.. round.Entrants.Select(entrant => (round, entrant))], cancellationToken);
        }, cancellationToken);

    /// <summary>The newcomer's rounds, one on each part of the arena.</summary>
    public IReadOnlyList<FoughtRound> Rounds(IStage stage, ContestantReference newcomer, IReadOnlyList<ContestantReference> standing) =>
    [
        .. field.Arena.Select(set => new FoughtRound(
            stage.Name, RoundBook.Arena(set, standing, newcomer, opens: standing.Count == field.Competitors.Count, spec.Arena))),
    ];

    /// <summary>Lets the newcomer fight everyone who stands in the arena, and ranks all battles fought there so far.</summary>
    /// <param name="before">Rounds of those who came before.</param>
    public Task<ArenaOutcome> EnterAsync(
        IStage stage, ContestantReference newcomer, IReadOnlyList<ContestantReference> standing,
        IReadOnlyList<FoughtRound> before, CancellationToken cancellationToken) =>
        run.StepAsync($"arena/{newcomer.Name}", async () =>
        {
            var rounds = Rounds(stage, newcomer, standing);
            await FightAsync(stage, $"arena battles of {newcomer.Name}", [.. rounds.Select(r => r.Round)], cancellationToken);
            var brought = 0;
            var battles = await run.Artifacts.WriteRowsAsync(
                run.Scope.Under("arena"), $"{stage.Name}.jsonl", AllBattlesAsync(), cancellationToken);
            var ranking = await jobs.RankAsync(
                stage.Name, battles, new(spec.Arena.Anchor, spec.Arena.AnchorElo, spec.Arena.Bootstraps, spec.Seed), isComparison: false,
                cancellationToken);
            return new ArenaOutcome(
                await AccuracyAsync(rounds, standing.Count, cancellationToken),
                await AccuracyAsync(rounds, standing.Count + 1, cancellationToken), brought, ranking);

            async IAsyncEnumerable<BattleRow> AllBattlesAsync()
            {
                foreach (var (fought, round) in before)
                    await foreach (var row in run.Reader.BattlesAsync(round, fought, cancellationToken)) yield return row;
                foreach (var (_, round) in rounds)
                    await foreach (var row in run.Reader.BattlesAsync(round, stage.Name, cancellationToken))
                    {
                        brought++;
                        yield return row;
                    }
            }
        }, cancellationToken);

    /// <summary>Accuracy in the arena, greedy and at temperature 1, of a model that does not battle.</summary>
    public async Task<(AccuracyDetails Greedy, AccuracyDetails Sampled)> ExamineAsync(
        IStage stage, ContestantReference contestant, CancellationToken cancellationToken)
    {
        var rounds = field.Arena.Select(set => new FoughtRound(stage.Name, RoundBook.Examination(set, contestant, sampled: true))).ToList();
        await FightAsync(stage, $"examining {contestant.Name}", [.. rounds.Select(r => r.Round)], cancellationToken);
        return (await AccuracyAsync(rounds, 0, cancellationToken), await AccuracyAsync(rounds, 1, cancellationToken));
    }

    /// <exception cref="BudgetReachedException">A budget left some of it undone.</exception>
    public async Task FightAsync(IStage stage, string activity, IReadOnlyList<Round> rounds, CancellationToken cancellationToken)
    {
        await RunAsync(run.Rounds, activity, rounds);
        if (AnswerChecking.Beside(spec.Battles.Judge) is not null && rounds.Where(r => r.Pairings.Count > 0).ToList() is { Count: > 0 } fought)
            await RunAsync(run.RoundsOf(JudgeReference.Verifier), $"{activity}, checked", [.. fought.Select(AnswerChecking.Of)]);

        async Task RunAsync(RoundRunner runner, string doing, IReadOnlyList<Round> asked)
        {
            run.Progress.Begin(stage.Name, doing, asked.Sum(r => r.ResponseCount + r.BattleCount));
            foreach (var round in asked) await runner.RunAsync(round, run.Progress.Add, cancellationToken);
            if (run.Settings.Spend.Refused is { } refusal) throw new BudgetReachedException(refusal, stage.Name);
        }
    }

    private Task<AccuracyDetails> AccuracyAsync(
        IReadOnlyList<FoughtRound> rounds, int entrant, CancellationToken cancellationToken) =>
        run.Reader.AccuracyAsync([.. rounds.Select(r => (r.Round, r.Round.Entrants[entrant]))], cancellationToken);
}

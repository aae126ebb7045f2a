using System.Globalization;
using System.Text;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Campaigns;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Judges;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.Ratings.Judges;

namespace ArenaLearning.Flywheel.Training;

/// <summary>Writes what a campaign came to: <c>battles.jsonl</c>, <c>details.json</c> and, last, <c>result.json</c>.</summary>
public sealed class TrainingCampaignResultWriter(CampaignRun run, TrainingCampaignSpec spec, Field field)
{
    private const string StepKey = "results";

    /// <summary>Writes the files, unless the campaign was complete before and they are all there.</summary>
    /// <param name="complete">False where a budget stopped the campaign after the stages of the state.</param>
    public async Task WriteAsync(TrainingCampaignState state, bool complete, CancellationToken cancellationToken)
    {
        var recorded = complete && await run.Ledger.FindStepAsync<CampaignResult>(StepKey, cancellationToken) is not null;
        if (recorded && await ResultFiles.AreThereAsync(run.Artifacts, run.Scope, cancellationToken))
            return;
        run.Progress.Begin("", "writing results", 1);
        await run.Artifacts.WriteRowsAsync(run.Scope, ResultFiles.Battles, AllBattlesAsync(state, cancellationToken), cancellationToken);
        await ResultFiles.WriteAsync(run.Artifacts, run.Scope, ResultFiles.Details, await DetailsAsync(state, cancellationToken), cancellationToken);
        var result = await ResultAsync(state, complete, cancellationToken);
        await ResultFiles.WriteAsync(run.Artifacts, run.Scope, CampaignResult.FileName, result, cancellationToken);
        if (complete && !recorded) await run.Ledger.RecordStepAsync(StepKey, result, cancellationToken);
        run.Progress.Add(1);
    }

    /// <summary>SHA-256 over the leaderboard and the hashes of datasets and checkpoints, in the order of the stages.</summary>
    public static string Digest(IReadOnlyList<LeaderboardRow> leaderboard, IEnumerable<StageDetails> stages)
    {
        var text = new StringBuilder(LeaderboardText.Of(leaderboard));
        foreach (var stage in stages)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{stage.Iteration} {stage.Stage} {stage.Contestant} {stage.Promoted}");
            foreach (var hash in stage.Mining?.DatasetHashes ?? []) text.AppendLine(hash);
            foreach (var training in new[] { stage.RewardModel, stage.Training, stage.Control?.Training }.OfType<TrainingDetails>())
                text.AppendLine(CultureInfo.InvariantCulture, $"{training.Name} {training.CheckpointHash}");
        }
        return ContentHash.OfText(text.ToString());
    }

    private async Task<CampaignResult> ResultAsync(TrainingCampaignState state, bool complete, CancellationToken cancellationToken)
    {
        var stages = state.Outcomes.Select(o => o.Details).ToList();
        var leaderboard = stages[^1].Leaderboard;
        var totals = await run.Ledger.TotalsAsync(cancellationToken);
        var usage = await run.RecordUsageAsync(cancellationToken);
        var done = totals.Responses + totals.Verdicts;
        var planned = complete ? 0 : TrainingCampaignPlan.Of(spec).Sum(stage => stage.Units);
        return new()
        {
            Version = CampaignResult.CurrentVersion,
            Campaign = spec.Name,
            Seed = spec.Seed,
            Digest = Digest(leaderboard, stages),
            WallSeconds = usage.WallSeconds,
            PeakRssBytes = usage.PeakRssBytes,
            Stages = [.. state.Outcomes.Select(o => Stage(o, leaderboard))],
            Leaderboard =
                [.. leaderboard.OrderByDescending(r => r.Elo).ThenBy(r => r.Contestant, StringComparer.Ordinal).Select(LeaderboardEntry.From)],
            Units = new(Math.Max(planned, done + totals.Failed), done, totals.Failed, totals.DuplicatesDropped),
            Spend = SpendTotal.Of(await run.Ledger.SpendAsync(cancellationToken)),
            Complete = complete,
        };
    }

    private static StageResult Stage(StageOutcome outcome, IReadOnlyList<LeaderboardRow> leaderboard)
    {
        var details = outcome.Details;
        var row = leaderboard.FirstOrDefault(r => r.Contestant == details.Contestant)
            ?? throw new CampaignStoppedException($"{details.Contestant} is missing on the final leaderboard: all its battles failed. "
                + $"See the failures in {ResultFiles.Details}.");
        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["accuracy_sampled"] = details.Sampled.Overall,
            ["validation_accuracy"] = outcome.Validation.Overall,
        };
        if (details.Gate is { } gate) metrics["validation_accuracy_before"] = gate.Before.Overall;
        foreach (var (skill, share) in details.Greedy.BySkill) metrics[$"accuracy/{skill}"] = share;
        foreach (var (part, share) in details.Greedy.ByPart) metrics[$"accuracy/{part}"] = share;
        foreach (var (name, value) in details.Training?.Metrics ?? new Dictionary<string, double>()) metrics[name] = value;
        foreach (var (name, value) in details.RewardModel?.Metrics ?? new Dictionary<string, double>()) metrics[$"reward_model/{name}"] = value;
        if (details.Control is { } control)
        {
            metrics["control/accuracy"] = control.Greedy.Overall;
            metrics["control/accuracy_sampled"] = control.Sampled.Overall;
            metrics["control/validation_accuracy"] = control.Validation.Overall;
        }
        return new()
        {
            Iteration = details.Iteration,
            Stage = details.Stage,
            Contestant = details.Contestant,
            Promoted = details.Promoted,
            Elo = row.Elo,
            EloLower = row.Lower,
            EloUpper = row.Upper,
            Accuracy = details.Greedy.Overall,
            TrainRows = (details.Training ?? details.RewardModel)?.Rows ?? 0,
            Battles = details.TrainingBattles + details.ArenaBattles,
            Metrics = metrics,
            Name = details.Name,
        };
    }

    private async Task<TrainingCampaignDetails> DetailsAsync(TrainingCampaignState state, CancellationToken cancellationToken)
    {
        var failures = await run.Ledger.FailuresAsync(cancellationToken);
        return new()
        {
            Version = TrainingCampaignDetails.CurrentVersion,
            Spec = spec,
            Prompts = new(field.Prompts.Counts, field.Prompts.Dropped),
            Contestants =
            [
                .. await CompetitorsAsync(state, cancellationToken),
                .. state.Outcomes.Where(o => o.Newcomer is not null)
                    .Select(o => new ContestantDetails(o.Details.Contestant, false, o.Details.Greedy)),
            ],
            Stages = [.. state.Outcomes.Select(o => o.Details)],
            WinRates = state.Outcomes[^1].WinRates,
            Warnings =
            [
                .. state.Outcomes.SelectMany(o => o.Warnings).Distinct(),
                .. await run.Reader.CutAnswersAsync(state.Rounds.Select(fought => fought.Round), cancellationToken),
            ],
            Failures = [.. failures.Select(f => new FailureDetails(f.Kind, f.Reason, f.Units))],
            JudgeCards = await CardsAsync(state, cancellationToken),
            Spend = spec.Endpoints is null ? null : await run.Ledger.SpendAsync(cancellationToken),
        };
    }

    private async Task<IReadOnlyList<JudgeCard>?> CardsAsync(TrainingCampaignState state, CancellationToken cancellationToken)
    {
        var judge = spec.Battles.Judge;
        if (judge is VerifierJudgeSpec) return null;
        var cards = new JudgeCards(
            judge, AnswerChecking.Beside(judge), JudgeCards.Families(field.Competitors, name => spec.Competitors.First(c => c.Name == name).Family));
        foreach (var (_, round) in state.Rounds)
            await foreach (var (judged, other) in run.Reader.JudgedAsync(round, AnswerChecking.Beside(judge, round), cancellationToken))
                cards.Add(round, judged, other, [.. judged.Texts.Select(text => text is null ? null : ResponseStyles.Of(text))]);
        return cards.Build(state.Outcomes[^1].Details.Leaderboard, null);
    }

    /// <summary>The competitors' own accuracy, from the answers with which they opened the arena.</summary>
    private async Task<IReadOnlyList<ContestantDetails>> CompetitorsAsync(TrainingCampaignState state, CancellationToken cancellationToken)
    {
        var opening = state.Rounds.Where(r => r.Stage == state.Outcomes[0].Details.Contestant).Select(r => r.Round).ToList();
        var details = new List<ContestantDetails>();
        for (var i = 0; i < field.Competitors.Count; i++)
            details.Add(new(field.Competitors[i].Name, true, await run.Reader.AccuracyAsync(
                [.. opening.Select(round => (round, round.Entrants[i]))], cancellationToken)));
        return details;
    }

    private async IAsyncEnumerable<BattleRow> AllBattlesAsync(
        TrainingCampaignState state, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (stage, round) in state.Rounds)
            await foreach (var row in run.Reader.BattlesAsync(round, stage, cancellationToken)) yield return row;
    }
}

using System.Globalization;
using System.Text;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Campaigns;
using ArenaLearning.Flywheel.Results;

namespace ArenaLearning.Flywheel.ModelArena;

/// <summary>Writes what a model arena came to: <c>details.json</c> and, last, <c>result.json</c>.</summary>
public sealed class ModelArenaResultWriter(CampaignRun run, ModelArenaSpec spec)
{
    internal const string StepKey = "results";

    /// <summary>Writes the files, unless the arena was complete before and they are all there.</summary>
    public async Task WriteAsync(
        Round round, Round? compared, Lazy<Task<ArenaReading>> reading, ModelArenaOutcome outcome, CancellationToken cancellationToken)
    {
        var recorded = outcome.Complete && await run.Ledger.FindStepAsync<CampaignResult>(StepKey, cancellationToken) is not null;
        if (recorded && await ResultFiles.AreThereAsync(run.Artifacts, run.Scope, cancellationToken)) return;
        run.Progress.Begin("", "writing results", 1);
        var read = await reading.Value;
        var spend = await run.Ledger.SpendAsync(cancellationToken);
        var mined = outcome.Mined.Where(m => m.Dataset is not null).Select(m => new MinedRows(
            m.Stage, m.RowCount, m.ChosenBy, m.Dropped,
            run.Scope.NameOf(m.Dataset!.Rows), m.Dataset.Rows.Sha256)).ToList();
        var failures = await run.Ledger.FailuresAsync(cancellationToken);
        await ResultFiles.WriteAsync(run.Artifacts, run.Scope, ResultFiles.Details, new ModelArenaDetails
        {
            Version = ModelArenaDetails.CurrentVersion,
            Kind = ModelArenaDetails.KindName,
            Spec = spec,
            Prompts = round.Set.Count,
            Dropped = outcome.Prompts.Dropped,
            Contestants = read.Contestants,
            Flags = read.Flags,
            JudgeCards = read.Cards.Build(outcome.Ranking.Leaderboard, outcome.Compared?.Leaderboard),
            Compared = outcome.Compared?.Leaderboard ?? [],
            WinRates = outcome.Ranking.WinRates,
            Mined = mined,
            Spend = spend,
            Warnings = [.. outcome.Ranking.Warnings, .. await run.Reader.CutAnswersAsync([round], cancellationToken)],
            Failures = [.. failures.Select(f => new FailureDetails(f.Kind, f.Reason, f.Units))],
        }, cancellationToken);

        var totals = await run.Ledger.TotalsAsync(cancellationToken);
        var usage = await run.RecordUsageAsync(cancellationToken);
        var done = totals.Responses + totals.Verdicts;
        var leaderboard = outcome.Ranking.Leaderboard;
        var result = new CampaignResult
        {
            Version = CampaignResult.CurrentVersion,
            Campaign = spec.Name,
            Seed = spec.Seed,
            Digest = Digest(leaderboard, mined),
            WallSeconds = usage.WallSeconds,
            PeakRssBytes = usage.PeakRssBytes,
            Stages = [],
            Leaderboard =
            [
                .. leaderboard.OrderByDescending(r => r.Elo).ThenBy(r => r.Contestant, StringComparer.Ordinal)
                    .Select(row => LeaderboardEntry.From(row) with { Plain = Plain(row.Contestant, outcome.Ranking) }),
            ],
            Units = new(
                outcome.Complete ? done + totals.Failed : round.ResponseCount + round.BattleCount + (compared?.BattleCount ?? 0),
                done, totals.Failed, totals.DuplicatesDropped),
            Spend = SpendTotal.Of(spend),
            Complete = outcome.Complete,
        };
        await ResultFiles.WriteAsync(run.Artifacts, run.Scope, CampaignResult.FileName, result, cancellationToken);
        if (outcome.Complete && !recorded) await run.Ledger.RecordStepAsync(StepKey, result, cancellationToken);
        run.Progress.Add(1);
    }

    private static PlainRating? Plain(string contestant, ArenaRanked ranking) =>
        ranking.Plain?.FirstOrDefault(row => row.Contestant == contestant) is { } plain ? new(plain.Elo, plain.Lower, plain.Upper, plain.Rank) : null;

    /// <summary>SHA-256 over the leaderboard, as of a flywheel, and the hashes of the mined files.</summary>
    private static string Digest(IReadOnlyList<LeaderboardRow> leaderboard, IReadOnlyList<MinedRows> mined)
    {
        var text = new StringBuilder(LeaderboardText.Of(leaderboard));
        foreach (var rows in mined) text.AppendLine(CultureInfo.InvariantCulture, $"{rows.Stage} {rows.Sha256}");
        return ContentHash.OfText(text.ToString());
    }
}

using System.Threading.Channels;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Campaigns;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.Ratings.Flags;

namespace ArenaLearning.Flywheel.ModelArena;

/// <summary>
/// One reading of an arena's judged battles from the ledger, prompt by prompt, which gives all that is made of them: the rows of
/// <c>battles.jsonl</c>, with the style of both responses, the same of the judge that is compared with, and what the report says of
/// contestants and judges.
/// </summary>
/// <param name="Battles">Rows of the judge's battles.</param>
/// <param name="Compared">Rows of the other judge's; null where there is none or it has no verdict.</param>
/// <param name="Contestants">In the order of the file.</param>
public sealed record ArenaReading(
    ArtifactReference Battles, ArtifactReference? Compared, IReadOnlyList<ContestantAnswers> Contestants,
    IReadOnlyList<FlaggedContestant> Flags, JudgeCards Cards)
{
    /// <summary>Rows that wait for the disk: the ledger is read no faster.</summary>
    private const int MostWaiting = 1024;

    /// <param name="compared">The same battles before the judge that is compared with; null where there is none.</param>
    public static async Task<ArenaReading> ReadAsync(
        CampaignRun run, ModelArenaSpec spec, ArenaEntries entries, Round round, Round? compared, CancellationToken cancellationToken)
    {
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (rows, others) = (Rows(), Rows());
        var writing = WriteAsync(rows, run, run.Scope, ResultFiles.Battles, stopped);
        var writingOthers = compared is null ? null : WriteAsync(others, run, run.Scope.Under("arena"), "compare.jsonl", stopped);
        var tally = new Tally(spec, entries, round);
        var comparedRows = 0L;
        try
        {
            await foreach (var (judged, other) in run.Reader.JudgedAsync(round, compared, stopped.Token))
            {
                ResponseStyle?[] styles = [.. judged.Texts.Select(text => text is null ? null : ResponseStyles.Of(text))];
                tally.Add(judged, other, styles);
                foreach (var row in RowsOf(judged, round, spec.Judge.Name, styles)) await rows.Writer.WriteAsync(row, stopped.Token);
                if (other is null) continue;
                comparedRows += other.Verdicts.Count;
                foreach (var row in RowsOf(other, round, spec.CompareWith!.Name, styles)) await others.Writer.WriteAsync(row, stopped.Token);
            }
        }
        catch (Exception e)
        {
            // What could not be written, say for a full disk, is what stopped the reading.
            rows.Writer.TryComplete(e);
            others.Writer.TryComplete(e);
            await Task.WhenAll(writing, writingOthers ?? Task.CompletedTask);
            throw;
        }
        rows.Writer.Complete();
        others.Writer.Complete();
        var battles = await writing;
        var comparedBattles = writingOthers is null ? null : await writingOthers;
        return new(battles, comparedRows > 0 ? comparedBattles : null, tally.Contestants(), tally.Flags.Flagged(), tally.Cards);
    }

    private static Channel<BattleRow> Rows() => Channel.CreateBounded<BattleRow>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, SingleWriter = true });

    private static async Task<ArtifactReference> WriteAsync(
        Channel<BattleRow> rows, CampaignRun run, ArtifactScope scope, string name, CancellationTokenSource stopped)
    {
        try
        {
            // Ends with the channel, and not before: what is in it belongs to the file.
            return await run.Artifacts.WriteRowsAsync(scope, name, rows.Reader.ReadAllAsync(CancellationToken.None), CancellationToken.None);
        }
        catch
        {
            await stopped.CancelAsync();
            throw;
        }
    }

    private static IEnumerable<BattleRow> RowsOf(JudgedPrompt judged, Round round, string judge, ResponseStyle?[] styles) =>
        judged.Verdicts.Select(battle => new BattleRow
        {
            QuestionId = judged.Prompt.Id,
            ModelA = round.Entrants[battle.Pair.A].Contestant.Name,
            ModelB = round.Entrants[battle.Pair.B].Contestant.Name,
            Winner = RoundReader.WinnerName(battle.Verdict.Winner),
            Judge = judge,
            Category = judged.Prompt.Category,
            Stage = ModelArenaWorkflow.StageName,
            Arena = round.Set.Name,
            ScoreA = battle.Verdict.ScoreA,
            ScoreB = battle.Verdict.ScoreB,
            Probability = battle.Verdict.Probability,
            StyleA = styles[battle.Pair.A],
            StyleB = styles[battle.Pair.B],
            Inconsistent = battle.Verdict.Winner == BattleWinner.Inconsistent ? true : null,
        });

    /// <summary>What is counted on the way.</summary>
    private sealed class Tally(ModelArenaSpec spec, ArenaEntries entries, Round round)
    {
        private readonly (int Answers, long Tokens)[] lengths = new (int, long)[entries.Contestants.Count];

        public ContestantFlags Flags { get; } = new();

        public JudgeCards Cards { get; } = new(spec.Judge, spec.CompareWith, JudgeCards.Families(
            entries.Contestants, name => spec.Contestants.FirstOrDefault(c => c.KnownName == name)?.Family));

        public void Add(JudgedPrompt judged, JudgedPrompt? other, ResponseStyle?[] styles)
        {
            foreach (var (e, style) in styles.Index())
            {
                if (style is null) continue;
                lengths[e] = (lengths[e].Answers + 1, lengths[e].Tokens + style.TokenLen);
                Flags.Add(judged.Prompt.Id, entries.Contestants[e].Name, judged.Texts[e]!);
            }
            Cards.Add(round, judged, other, styles);
        }

        public IReadOnlyList<ContestantAnswers> Contestants() => [.. entries.Contestants.Zip(lengths, (contestant, length) => new ContestantAnswers(
            contestant.Name, contestant.Kind,
            length.Answers, length.Answers == 0 ? 0 : (double)length.Tokens / length.Answers))];
    }
}

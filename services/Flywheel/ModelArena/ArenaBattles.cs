using System.Runtime.CompilerServices;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats;
using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Campaigns;

namespace ArenaLearning.Flywheel.ModelArena;

/// <summary>The judged battles of an arena as rows of <c>battles.jsonl</c>, with the style of both responses.</summary>
public sealed class ArenaBattles(CampaignRun run, Round round, string judge)
{
    public async IAsyncEnumerable<BattleRow> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (prompt, texts, verdicts, _) in run.Reader.JudgedAsync(round, cancellationToken))
        {
            var styles = texts.Select(text => text is null ? null : ResponseStyles.Of(text)).ToList();
            foreach (var ((a, b), verdict) in verdicts)
                yield return new(
                    prompt.Id, round.Entrants[a].Contestant.Name, round.Entrants[b].Contestant.Name, RoundReader.WinnerName(verdict.Winner),
                    judge, prompt.Category, ModelArenaWorkflow.StageName, round.Set.Name, verdict.ScoreA, verdict.ScoreB,
                    verdict.Probability, styles[a], styles[b], verdict.Winner == BattleWinner.Inconsistent ? true : null);
        }
    }
}

using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Verdicts;

namespace ArenaLearning.Judging.Recorded;

/// <summary>The judge that looks verdicts up. A pair without a verdict is a failure, never a tie.</summary>
/// <param name="rules">How the two games of a battle become its winner; a verdict of one game is given as both.</param>
public sealed class RecordedVerdicts(RecordedVerdictIndex verdicts, VerdictRules rules) : IBattleJudge
{
    private static readonly ResponseAssessment Unassessed = new(null, null, "");

    public Task<VerdictResult> JudgeAsync(BattleUnit unit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Judge(unit));
    }

    private VerdictResult Judge(BattleUnit unit)
    {
        try
        {
            var verdict = verdicts.Find(unit.PromptId, unit.ContestantA, unit.ContestantB, Math.Max(1, unit.Messages.Count(turn => turn.Role == "user")));
            var (a, b) = (verdict.Games.Average(game => game.ScoreA), verdict.Games.Average(game => game.ScoreB));
            var winner = !verdict.Tied ? TwoGameVerdict.WinnerOf(rules, verdict.Games[0], verdict.Games[^1])
                : a < TwoGameVerdict.GoodScore && b < TwoGameVerdict.GoodScore ? BattleWinner.BothBad : BattleWinner.Tie;
            return new()
            {
                UnitId = unit.UnitId,
                Games = verdict.Games,
                ScoreA = a,
                ScoreB = b,
                Winner = winner,
                A = Unassessed,
                B = Unassessed,
                Probability = verdict.Probability,
            };
        }
        catch (InvalidDataException e)
        {
            return new()
            {
                UnitId = unit.UnitId,
                Games = [],
                ScoreA = 0,
                ScoreB = 0,
                Winner = BattleWinner.Inconsistent,
                A = Unassessed,
                B = Unassessed,
                Failure = e.Message,
                FailureClass = FailureClass.NotJudgeable,
            };
        }
    }
}

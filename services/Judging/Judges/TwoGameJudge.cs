using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Games;
using ArenaLearning.Judging.Verdicts;

namespace ArenaLearning.Judging.Judges;

/// <summary>Judges a battle in two games with positions swapped, both at once, and combines them by the rules.</summary>
public sealed class TwoGameJudge(IJudge judge, VerdictRules rules) : IBattleJudge
{
    public async Task<VerdictResult> JudgeAsync(BattleUnit unit, CancellationToken cancellationToken)
    {
        // Both are awaited even where one fails: its replies were paid for.
        var played = await Task.WhenAll(
            PlayAsync(new(unit.Category, unit.Messages, unit.Reference, unit.ResponseA, unit.ResponseB), cancellationToken),
            PlayAsync(new(unit.Category, unit.Messages, unit.Reference, unit.ResponseB, unit.ResponseA), cancellationToken));
        return TwoGameVerdict.Of(unit.UnitId, rules, played[0], played[1]);
    }

    private async Task<PlayedGame> PlayAsync(Game game, CancellationToken cancellationToken)
    {
        try
        {
            return new(await judge.JudgeAsync(game, cancellationToken), null);
        }
        catch (JudgeException e)
        {
            return new(null, e);
        }
    }
}

using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Judges;

namespace ArenaLearning.Judging.Battles;

/// <summary>Judges a chunk of battles: every battle in two games with positions swapped.</summary>
public sealed class BattleJudging(IEnumerable<IJudge> judges)
{
    /// <summary>A tie of two scores below this is one of two bad answers.</summary>
    public const double GoodScore = 5;

    private readonly Dictionary<string, IJudge> _judges = judges.ToDictionary(judge => judge.Name, StringComparer.Ordinal);

    /// <returns>One result a unit, in the units' order; a unit that could not be judged says why.</returns>
    public async Task<BattlesJudged> JudgeAsync(JudgeBattles command, CancellationToken cancellationToken = default)
    {
        var results = _judges.TryGetValue(command.Judge.Name, out var judge)
            ? await Task.WhenAll(command.Units.Select(unit => JudgeAsync(judge, unit, cancellationToken)))
            : [.. command.Units.Select(unit => Failed(unit,
                $"there is no judge '{command.Judge.Name}': set battles.judge to one of {string.Join(", ", _judges.Keys.Order(StringComparer.Ordinal))}"))];
        return new(command.Campaign, command.ChunkId, command.Judge.Name, results);
    }

    /// <summary>
    /// Inconsistent where the two games name different winners; otherwise the higher mean score wins, and equal
    /// means tie: as two bad answers where both are below <see cref="GoodScore"/>. A game that is itself a tie names
    /// no winner.
    /// </summary>
    public static BattleWinner WinnerOf(GameScores aFirst, GameScores bFirst)
    {
        var one = aFirst.ScoreA.CompareTo(aFirst.ScoreB);
        var other = bFirst.ScoreA.CompareTo(bFirst.ScoreB);
        if (one * other < 0) return BattleWinner.Inconsistent;
        var (a, b) = (Mean(aFirst.ScoreA, bFirst.ScoreA), Mean(aFirst.ScoreB, bFirst.ScoreB));
        if (a > b) return BattleWinner.ModelA;
        if (b > a) return BattleWinner.ModelB;
        return a < GoodScore ? BattleWinner.BothBad : BattleWinner.Tie;
    }

    private static async Task<VerdictResult> JudgeAsync(IJudge judge, BattleUnit unit, CancellationToken cancellationToken)
    {
        try
        {
            var aFirst = await judge.JudgeAsync(
                new(unit.Category, unit.Messages, unit.Reference, unit.ResponseA, unit.ResponseB), cancellationToken);
            var bFirst = await judge.JudgeAsync(
                new(unit.Category, unit.Messages, unit.Reference, unit.ResponseB, unit.ResponseA), cancellationToken);
            GameScores[] games =
            [
                new(aFirst.FirstScore, aFirst.SecondScore),
                new(bFirst.SecondScore, bFirst.FirstScore),
            ];
            return new(
                unit.UnitId, games, Mean(games[0].ScoreA, games[1].ScoreA), Mean(games[0].ScoreB, games[1].ScoreB),
                WinnerOf(games[0], games[1]), aFirst.First, aFirst.Second);
        }
        catch (JudgeException e)
        {
            return Failed(unit, e.Message);
        }
    }

    private static VerdictResult Failed(BattleUnit unit, string reason) =>
        new(unit.UnitId, [], 0, 0, BattleWinner.Inconsistent, new(null, null, ""), new(null, null, ""), reason);

    private static double Mean(double x, double y) => (x + y) / 2;
}

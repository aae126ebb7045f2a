using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.Verdicts;

/// <summary>Makes one verdict of the two games of a battle.</summary>
public static class TwoGameVerdict
{
    /// <summary>A tie of two mean scores below this is one of two bad answers.</summary>
    public const double GoodScore = 5;

    // Decimal scores have no exact doubles: without this, 7.1 and 7.3 would not tie with twice 7.2.
    private const double Rounding = 1e-9;

    /// <summary>The winner of a battle: see <see cref="VerdictRules"/>. A game whose scores tie names no winner.</summary>
    public static BattleWinner WinnerOf(VerdictRules rules, GameScores aFirst, GameScores bFirst)
    {
        var one = Sign(aFirst.ScoreA - aFirst.ScoreB, rules);
        var other = Sign(bFirst.ScoreA - bFirst.ScoreB, rules);
        var (a, b) = Means(aFirst, bFirst);
        if (one * other < 0)
            return rules.Flip switch
            {
                FlipRule.Inconsistent => BattleWinner.Inconsistent,
                FlipRule.Tie => TieOf(a, b),
                _ => WinnerByMeans(rules, a, b),
            };
        return rules.Combine == GameCombination.Agreement ? Named(one + other, a, b) : WinnerByMeans(rules, a, b);
    }

    /// <summary>The winner by the mean scores alone.</summary>
    public static BattleWinner WinnerByMeans(VerdictRules rules, double scoreA, double scoreB) =>
        Named(Sign(scoreA - scoreB, rules), scoreA, scoreB);

    /// <summary>Both scores, each the mean of the two games.</summary>
    public static (double A, double B) Means(GameScores aFirst, GameScores bFirst) =>
        ((aFirst.ScoreA + bFirst.ScoreA) / 2, (aFirst.ScoreB + bFirst.ScoreB) / 2);

    /// <summary>The verdict on a battle, with every reply of its games; a failure where a game has no verdict.</summary>
    public static VerdictResult Of(string unitId, VerdictRules rules, PlayedGame aFirst, PlayedGame bFirst)
    {
        PlayedGame[] played = [aFirst.Numbered(0), bFirst.Numbered(1)];
        IReadOnlyList<JudgeReply> failedReplies = [.. played.SelectMany(game => game.FailedReplies)];
        if (played[0].Verdict is not { } one || played[1].Verdict is not { } other)
        {
            // The order of the games decides whose failure is told, not that of time.
            var failure = (played[0].Failure ?? played[1].Failure)!;
            return FailedVerdict.Of(unitId, failure.Message, failure.Failure) with
            {
                FailedReplies = [.. failedReplies, .. played.Select(game => game.Verdict?.Reply).OfType<JudgeReply>()],
            };
        }
        GameScores[] games =
        [
            new(one.FirstScore, one.SecondScore, one.Reply),
            new(other.SecondScore, other.FirstScore, other.Reply),
        ];
        var (scoreA, scoreB) = Means(games[0], games[1]);
        return new()
        {
            UnitId = unitId,
            Games = games,
            ScoreA = scoreA,
            ScoreB = scoreB,
            Winner = WinnerOf(rules, games[0], games[1]),
            A = one.First,
            B = one.Second,
            Probability = (one.FirstProbability + (1 - other.FirstProbability)) / 2,
            FailedReplies = failedReplies,
        };
    }

    private static BattleWinner Named(int sign, double scoreA, double scoreB) =>
        sign > 0 ? BattleWinner.ModelA : sign < 0 ? BattleWinner.ModelB : TieOf(scoreA, scoreB);

    private static BattleWinner TieOf(double scoreA, double scoreB) =>
        scoreA < GoodScore && scoreB < GoodScore ? BattleWinner.BothBad : BattleWinner.Tie;

    private static int Sign(double gap, VerdictRules rules) => Math.Abs(gap) <= rules.TieMargin + Rounding ? 0 : Math.Sign(gap);
}

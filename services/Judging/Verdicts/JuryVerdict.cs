using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.Verdicts;

/// <summary>
/// Makes one verdict of those of a jury's members. A member that has none is left out, and there is a verdict as long as one
/// member has one. But where a member could not be asked (<see cref="FailureClass.Transport"/>) the jury waits for it, by failing:
/// the unit is tried again, and an outage changes no result.
/// </summary>
public static class JuryVerdict
{
    /// <param name="rules">For <see cref="JuryRule.Mean"/>: how the games of mean scores are combined.</param>
    /// <param name="members">In the jury's order; names are unique.</param>
    public static VerdictResult Of(string unitId, JuryRule rule, VerdictRules rules, IReadOnlyList<MemberVerdict> members)
    {
        VerdictResult[] judged = [.. members.Select(member => member.Verdict).Where(verdict => verdict.Failure is null)];
        var unreachable = members.FirstOrDefault(member => member.Verdict.FailureClass == FailureClass.Transport);
        var verdict = unreachable is not null ? FailedVerdict.Of(unitId, Told(unreachable), FailureClass.Transport)
            : judged.Length == 0 ? NobodyJudged(unitId, members)
            : rule == JuryRule.Mean ? Mean(unitId, rules, judged)
            : Majority(unitId, judged);
        // What a member that checks answers says of them holds, whether or not it carries the verdict.
        var checking = judged.FirstOrDefault(one => one.A.Correct is not null || one.B.Correct is not null);
        return (verdict.Failure is null && checking is not null ? verdict with { A = checking.A, B = checking.B } : verdict) with
        {
            Members = members.Where(member => member.Verdict.Failure is null).ToDictionary(member => member.Name, member => member.Verdict.Winner),
            MemberVerdicts = members.ToDictionary(member => member.Name, member => member.Verdict),
        };
    }

    private static VerdictResult Mean(string unitId, VerdictRules rules, IReadOnlyList<VerdictResult> judged)
    {
        var mean = MeanOf(unitId, judged);
        return mean with
        {
            Winner = mean.Games is [var aFirst, var bFirst]
                ? TwoGameVerdict.WinnerOf(rules, aFirst, bFirst)
                : TwoGameVerdict.WinnerByMeans(rules, mean.ScoreA, mean.ScoreB),
        };
    }

    // The scores are those of the members who carry the verdict, so that they do not speak against it.
    private static VerdictResult Majority(string unitId, IReadOnlyList<VerdictResult> judged)
    {
        var votes = judged.GroupBy(verdict => Vote(verdict.Winner)).OrderByDescending(group => group.Count()).ToArray();
        if (votes.Length > 1 && votes[0].Count() == votes[1].Count())
            return MeanOf(unitId, judged) with { Winner = BattleWinner.Tie };
        VerdictResult[] carrying = [.. votes[0]];
        var bothBad = 2 * carrying.Count(verdict => verdict.Winner == BattleWinner.BothBad) > carrying.Length;
        return MeanOf(unitId, carrying) with { Winner = bothBad ? BattleWinner.BothBad : votes[0].Key };
    }

    // A tie is a tie, of good answers or of bad ones.
    private static BattleWinner Vote(BattleWinner winner) => winner == BattleWinner.BothBad ? BattleWinner.Tie : winner;

    private static VerdictResult MeanOf(string unitId, IReadOnlyList<VerdictResult> judged)
    {
        // Games are put together where every member played both; a recorded verdict may have none.
        GameScores[] games = judged.All(verdict => verdict.Games.Count == 2)
            ? [.. Enumerable.Range(0, 2).Select(game => new GameScores(
                judged.Average(verdict => verdict.Games[game].ScoreA), judged.Average(verdict => verdict.Games[game].ScoreB)))]
            : [];
        return new()
        {
            UnitId = unitId,
            Games = games,
            ScoreA = judged.Average(verdict => verdict.ScoreA),
            ScoreB = judged.Average(verdict => verdict.ScoreB),
            Winner = BattleWinner.Tie,
            A = judged[0].A,
            B = judged[0].B,
            Probability = judged.All(verdict => verdict.Probability is not null) ? judged.Average(verdict => verdict.Probability) : null,
        };
    }

    private static VerdictResult NobodyJudged(string unitId, IReadOnlyList<MemberVerdict> members) => FailedVerdict.Of(
        unitId, $"no member of the jury has a verdict: {string.Join("; ", members.Select(Told))}",
        members[0].Verdict.FailureClass ?? FailureClass.NotJudgeable);

    private static string Told(MemberVerdict member) => $"{member.Name}: {member.Verdict.Failure}";
}

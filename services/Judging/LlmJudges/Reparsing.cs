using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Games;
using ArenaLearning.Judging.Verdicts;

namespace ArenaLearning.Judging.LlmJudges;

/// <summary>Verdicts from replies that were stored, with today's parser and these rules, and without asking anybody.</summary>
public static class Reparsing
{
    /// <summary>
    /// What the judge would say had it been given the stored replies: of each game the first that can be read counts. Games
    /// without replies keep their scores and are combined anew; a recorded verdict stays as it is.
    /// </summary>
    /// <param name="stored">A verdict or a failure of <paramref name="judge"/>.</param>
    public static VerdictResult Read(VerdictResult stored, JudgeReference judge) => judge switch
    {
        RecordedJudgeReference => stored,
        JuryReference jury => ReadJury(stored, jury),
        _ when !stored.Replies().Any() => Combined(stored, judge.Rules),
        _ => ReadReplies(stored, judge),
    };

    private static VerdictResult ReadJury(VerdictResult stored, JuryReference jury)
    {
        // Nobody was asked: the jury itself could not be set up.
        if (stored.MemberVerdicts is not { } verdicts) return stored;
        return JuryVerdict.Of(
            stored.UnitId, jury.Rule, jury.Rules,
            [.. jury.Members.Where(member => verdicts.ContainsKey(member.Name))
                .Select(member => new MemberVerdict(member.Name, Read(verdicts[member.Name], member)))]);
    }

    private static VerdictResult Combined(VerdictResult stored, VerdictRules rules) =>
        stored is { Failure: null, Games: [var aFirst, var bFirst] }
            ? stored with { Winner = TwoGameVerdict.WinnerOf(rules, aFirst, bFirst) }
            : stored;

    private static VerdictResult ReadReplies(VerdictResult stored, JudgeReference judge)
    {
        var replies = stored.Replies().ToLookup(reply => reply.Game);
        return TwoGameVerdict.Of(stored.UnitId, judge.Rules, Play(replies[0]), Play(replies[1]));

        PlayedGame Play(IEnumerable<JudgeReply> ofGame)
        {
            var failed = new List<JudgeReply>();
            GameVerdict? verdict = null;
            foreach (var reply in ofGame.OrderBy(reply => reply.Sample))
            {
                var read = ReadReply.Of(reply, out var scores);
                if (scores is not null && verdict is null) verdict = ReadReply.Verdict(scores, read, []);
                else failed.Add(read);
            }
            if (verdict is not null) return new(verdict with { FailedReplies = failed }, null);
            return new(null, failed.Count > 0
                ? ReadReply.Failure(judge.Name, failed)
                : new(stored.Failure ?? "no reply of one of its games is stored: judge it again"));
        }
    }
}

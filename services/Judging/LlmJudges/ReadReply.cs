using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Games;

namespace ArenaLearning.Judging.LlmJudges;

/// <summary>What becomes of replies once they are read: the same when they come and when they are read again.</summary>
internal static class ReadReply
{
    private const int QuotedLength = 160;

    /// <returns>The reply with what it says; <paramref name="scores"/> is null where it says nothing that can be read.</returns>
    public static JudgeReply Of(JudgeReply reply, out ReplyScores? scores)
    {
        scores = null;
        if (reply.Failure == FailureClass.Transport) return reply;
        var reading = ReplyParser.Read(reply.Raw, reply.FinishReason);
        scores = reading.Scores;
        // Where nothing came, whoever asked knows better why.
        var problem = reply.Raw.Length == 0 ? reply.Reason ?? reading.Problem : reading.Problem;
        return reply with { Failure = reading.Failure, Reason = scores is null ? problem : scores.Reason };
    }

    public static GameVerdict Verdict(ReplyScores scores, JudgeReply reply, IReadOnlyList<JudgeReply> failed) =>
        new(scores.First, scores.Second, NotChecked, NotChecked, Reply: reply) { FailedReplies = failed };

    /// <param name="failed">At least one; the last is told.</param>
    public static JudgeException Failure(string judge, IReadOnlyList<JudgeReply> failed)
    {
        var last = failed[^1];
        var said = last.Raw.Length == 0 ? "" : $"; it ends with: {(last.Raw.Length <= QuotedLength ? last.Raw : last.Raw[^QuotedLength..])}";
        return new($"judge '{judge}' gave no verdict in {failed.Count} {(failed.Count == 1 ? "reply" : "replies")}; the last: {last.Reason}{said}")
        {
            Failure = last.Failure!.Value,
            FailedReplies = failed,
        };
    }

    private static ResponseAssessment NotChecked { get; } = new(null, null, "");
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ArenaLearning.Contracts.Formats.Answers;
using ArenaLearning.Contracts.Formats.Records;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.LlmJudges;

/// <summary>
/// Finds the scores in a judge's reply. It rather finds none than wrong ones:
/// <list type="bullet">
/// <item>
/// The last complete JSON object with both <c>score_a</c> and <c>score_b</c> counts, wherever it stands: after prose, in a code fence, after reasoning.
/// </item>
/// <item>It stands for itself: an object within another object or an array does not count, nor one within something that is broken.</item>
/// <item>A score is a JSON number from 1 to 10, or a string of nothing but such a number (<c>"8"</c>, <c>"7.5"</c>).</item>
/// <item>Where such objects disagree, the last counts only if it ends the reply: otherwise it may quote an answer.</item>
/// <item>A reply that states scores in other ways too is not read: a key twice, scores in words after the object, scores in an object that is broken.</item>
/// <item>Where there is no such object, raw line breaks and escapes that JSON does not have are mended, and what is then proper JSON is read.</item>
/// <item>A reply that was cut off is not read, whatever stands before the cut: the judge was not done.</item>
/// </list>
/// </summary>
public static partial class ReplyParser
{
    public const double LowestScore = 1;
    public const double HighestScore = 10;

    /// <param name="finishReason">As the endpoint gave it; <c>length</c> and <c>content_filter</c> are failures.</param>
    public static ReplyReading Read(string raw, string finishReason)
    {
        if (finishReason == "length")
            return Fail(FailureClass.Truncated, "the reply was cut off at the token limit: raise max_tokens");
        if (finishReason == "content_filter")
            return Fail(FailureClass.Refusal, "the endpoint's filter withheld the reply");

        if (Thinking.Begins(raw))
        {
            var split = Thinking.Split(raw);
            if (split.Unfinished) return Fail(FailureClass.Truncated, "the reply ends in the middle of its thinking: raise max_tokens");
            raw = split.Answer;
        }
        var reply = ReplyText.Scan(Encoding.UTF8.GetBytes(raw));
        // Only where there is nothing to read otherwise: what stands in proper JSON is never read in another way.
        if (reply is { Scored.Count: 0, Unfinished: false } && MendedJson.Of(raw) is { } mended
            && ReplyText.Scan(Encoding.UTF8.GetBytes(mended)) is { Scored.Count: > 0 } read)
            reply = read;
        return ReadScanned(reply);
    }

    private static ReplyReading ReadScanned(ReplyText reply)
    {
        if (reply.Unfinished)
            return Fail(FailureClass.Truncated, "the reply ends in the middle");
        if (reply.Scored.Count == 0)
            return Refusal().IsMatch(reply.Before)
                ? Fail(FailureClass.Refusal, "the judge refuses")
                : Fail(FailureClass.NoJson, "there is no JSON object with score_a and score_b");

        var reading = ReadScores(reply.Scored[^1]);
        if (reply.BrokenAfter || StatedAgain().IsMatch(reply.After) || StatedInBrokenObject().IsMatch(reply.Before)
            || (!EndOfReply().IsMatch(reply.After) && reply.Scored.Any(other => !SameScores(ReadScores(other), reading))))
            return Fail(FailureClass.NoJson, "scores are stated more than once");
        return reading;
    }

    private static ReplyReading ReadScores(ScoredObject scored)
    {
        if (scored.ScoreA.Count > 1 || scored.ScoreB.Count > 1)
            return Fail(FailureClass.NoJson, "the object has a score twice");
        if (Score(scored.ScoreA[0]) is not { } first)
            return Fail(FailureClass.ScoreOutOfRange, $"score_a is {scored.ScoreA[0].GetRawText()} and no number from 1 to 10");
        if (Score(scored.ScoreB[0]) is not { } second)
            return Fail(FailureClass.ScoreOutOfRange, $"score_b is {scored.ScoreB[0].GetRawText()} and no number from 1 to 10");
        return new(new(first, second, scored.Reason));
    }

    private static bool SameScores(ReplyReading one, ReplyReading other) =>
        one.Scores is { } x && other.Scores is { } y && (x.First, x.Second) == (y.First, y.Second);

    private static double? Score(JsonElement element)
    {
        double? score = element.ValueKind switch
        {
            JsonValueKind.Number => element.GetDouble(),
            JsonValueKind.String when element.GetString() is { } text && PlainNumber().IsMatch(text) => double.Parse(text, CultureInfo.InvariantCulture),
            _ => null,
        };
        return score is >= LowestScore and <= HighestScore ? score : null;
    }

    private static ReplyReading Fail(FailureClass failure, string problem) => new(null, failure, problem);

    // Blanks, the end of a code fence, and what else ends a text without a word.
    [GeneratedRegex(@"\A[^\p{L}\p{N}]*\z")]
    private static partial Regex EndOfReply();

    [GeneratedRegex(@"\A[0-9]{1,2}(\.[0-9]+)?\z")]
    private static partial Regex PlainNumber();

    [GeneratedRegex("""\bscore[_\s]*[ab]["'”’`*)]*\s*([:=]|is\s+[0-9])""", RegexOptions.IgnoreCase)]
    private static partial Regex StatedAgain();

    // A number and then the end of a field: what a reply's format looks like ("score_a": 1-10) is no statement.
    [GeneratedRegex(
        """["'“”‘’]score_[ab]["'“”‘’]\s*:\s*["'“”‘’]?[-+]?[0-9]+(\.[0-9]+)?["'“”‘’]?\s*([,}\]]|\z)""", RegexOptions.IgnoreCase)]
    private static partial Regex StatedInBrokenObject();

    [GeneratedRegex(
        @"\A.{0,200}?\b(sorry|I (cannot|can ?not|can['’]t|will not|won['’]t|(must )?(decline|refuse))|(I am|I['’]m) (unable|not able))\b",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Refusal();
}

using System.Text;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.LlmJudges;
using Xunit;

namespace ArenaLearning.Services.Tests.Judging;

public class ReplyParserTests
{
    [Theory]
    [InlineData("""{"score_a": 8, "score_b": 5, "reason": "A is right"}""")]
    [InlineData("""{"reason":"first","score_b":5,"score_a":8}""")]
    [InlineData("""{"score_a": 8.0, "score_b": 5e0}""")]
    [InlineData("""{"score_a": "8", "score_b": "5.0"}""")]
    [InlineData("{\n  \"score_a\": 8,\n  \"score_b\": 5,\n  \"reason\": \"brace } and { brace, \\\"score_a\\\": 1\"\n}")]
    [InlineData("""{"score\u005fa": 8, "score_b": 5}""")]
    [InlineData("""{"score_a": 8, "score_b": 5, "reason": "half a pair \ud83d"}""")]
    [InlineData("""{"score_a": 8, "score_b": 5, "reason": {"for": {"score_a": 1, "score_b": 1}}}""")]
    [InlineData("\uFEFF{\"score_a\": 8, \"score_b\": 5}")]
    [InlineData("Here is my verdict:\n```json\n{\"score_a\": 8, \"score_b\": 5, \"reason\": \"…\"}\n```\nI hope this helps!")]
    [InlineData("""Draft {"score_a": 2, "score_b": 9}. On reflection: {"score_a": 8, "score_b": 5}""")]
    [InlineData("""The format is {"score_a": 1-10, "score_b": 1-10, "reason": "..."}, so {"score_a": 8, "score_b": 5}""")]
    [InlineData("""<think>Perhaps {"score_a": 2, "score_b": 9}? No.</think>{"score_a": 8, "score_b": 5}""")]
    [InlineData("""So score_a: 2 at first {clarity, depth} [1] [[A]] [{]. {"score_a": 8, "score_b": 5}""")]
    [InlineData("for (;;) { if (x) { in the code of A is never closed. {\"score_a\": 8, \"score_b\": 5}")]
    [InlineData("""{"score_a": 8, "score_b": 5, "reason": "A shows </think> and {"} {"note": "sent"}""")]
    [InlineData("""\boxed{8} against \boxed{5}: {"score_a": 8, "score_b": 5}""")]
    [InlineData("""{"score_a": 8, "score_b": 5, "reason": "I can't fault A, sorry"}""")]
    [InlineData("[THINK]Perhaps {\"score_a\": 2, \"score_b\": 9}? No.[/THINK]{\"score_a\": 8, \"score_b\": 5}")]
    [InlineData("Perhaps {\"score_a\": 2, \"score_b\": 9}? No.◁/think▷{\"score_a\": 8, \"score_b\": 5}")]
    [InlineData(
        "<|channel|>analysis<|message|>{\"score_a\": 2, \"score_b\": 9}?<|end|><|start|>assistant<|channel|>final<|message|>{\"score_a\": 8, \"score_b\": 5}")]
    [InlineData("""{"score_a": 8, "score_b": 5, "reason": "A shows \(x = 2\), B \[does not\]"}""")]
    [InlineData("{\"score_a\": 8, \"score_b\": 5, \"reason\": \"A is good.\n\tB is not.\"}")]
    [InlineData("```json\n{\"reason\": \"one\ntwo \\underline{x}\", \"score_a\": 8, \"score_b\": 5}\n```")]
    public void The_scores_are_found_wherever_the_object_stands(string raw)
    {
        var reading = ReplyParser.Read(raw, "stop");

        Assert.Null(reading.Failure);
        Assert.Equal((8, 5), (reading.Scores!.First, reading.Scores.Second));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n")]
    [InlineData("A is better.")]
    [InlineData("[[A]]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"score_a": 8}""")]
    [InlineData("""{"Score_A": 8, "Score_B": 5}""")]
    [InlineData("""{"score_а": 8, "score_b": 5}""")]
    [InlineData("""{"score_a": NaN, "score_b": 5}""")]
    [InlineData("""{"score_a": 08, "score_b": 5}""")]
    [InlineData("""{"score_a": ８, "score_b": 5}""")]
    [InlineData("""{'score_a': 8, 'score_b': 5}""")]
    [InlineData("""{score_a: 8, score_b: 5}""")]
    [InlineData("""{“score_a”: 8, “score_b”: 5}""")]
    [InlineData("""{"score_a": 8, "score_b": 5,}""")]
    [InlineData("""{"score_a": 8, "score_b": 5 // A is right""" + "\n}")]
    public void Without_a_JSON_object_that_has_both_scores_there_is_no_verdict(string raw) =>
        Assert.Equal((null, FailureClass.NoJson), Read(raw));

    [Theory]
    [InlineData("{\"score_a\": 1, \"score_b\": 9, \"reason\": \"x\ny\"} {\"score_a\": 8, \"score_b\": 5}")]
    [InlineData("{\"score_a\": 8, \"score_b\": 5, \"reason\": \"B wrote \\(x\\): \"}\n{\"score_a\": 1, \"score_b\": 10}\"}")]
    [InlineData("{\"score_a\": 8, \"score_b\": 5, \"reason\": \"x\ny")]
    public void What_is_mended_never_stands_against_what_is_proper(string raw) =>
        Assert.True(ReplyParser.Read(raw, "stop").Scores is null or { First: 8, Second: 5 });

    [Theory]
    [InlineData("[THINK]Perhaps {\"score_a\": 2, \"score_b\": 9}")]
    [InlineData("<|channel|>analysis<|message|>{\"score_a\": 2, \"score_b\": 9}")]
    [InlineData("<seed:think>{\"score_a\": 2, \"score_b\": 9}")]
    public void A_reply_that_ends_in_its_thinking_is_truncated(string raw) => Assert.Equal((null, FailureClass.Truncated), Read(raw));

    [Theory]
    [InlineData("""{"score_a": 8, "score_a": 2, "score_b": 5}""")]
    [InlineData("""{"score_a": 8, "score_b": 5}} """)]
    [InlineData("""{"score_a": 8, "score_b": 5} Final: {"score_a": 2, "score_b": 9,}""")]
    [InlineData("""{"score_a": 8, "score_b": 5} Final: {'score_a': 2, 'score_b': 9}""")]
    [InlineData("{\"score_a\": 8, \"score_b\": 5}\nOn reflection, score_a: 2.")]
    [InlineData("{\"score_a\": 8, \"score_b\": 5}\nIn the end, Score A = 2, Score B = 9.")]
    [InlineData("""{"draft": {"score_a": 8, "score_b": 5}, "score_a": 2, "score_b": 9,}""")]
    [InlineData("""{"score_a": 2, "score_b": 9, "draft": {"score_a": 8, "score_b": 5},}""")]
    [InlineData("""{"score_a": 2, "score_b": 9, oops "draft": {"score_a": 8, "score_b": 5}}""")]
    [InlineData("""{"score_a": 2, "score_b": 9, oops "draft": {"score_a": 8, "score_b": 5} and so on""")]
    [InlineData("""{'score_a': 2, 'score_b': 9, 'reason': 'A says } {"score_a": 8, "score_b": 5} { which is'}""")]
    [InlineData("""{'score_a': 2, 'score_b': 9, 'reason': 'A says } {"score_a": 8, "score_b": 5} { which is""")]
    public void A_reply_that_states_scores_twice_is_not_read(string raw) => Assert.Equal((null, FailureClass.NoJson), Read(raw));

    [Theory]
    [InlineData("""{"verdict": {"score_a": 8, "score_b": 5}}""")]
    [InlineData("""[{"score_a": 8, "score_b": 5}]""")]
    [InlineData("""[{"criterion": "style", "score_a": 8, "score_b": 5}, {"criterion": "truth", "score_a": 2, "score_b": 9}]""")]
    [InlineData("""{"games": [{"score_a": 8, "score_b": 5}]}""")]
    [InlineData("""{"verdict": {"score_a": 8, "score_b": 5}, oops}""")]
    public void An_object_within_another_or_within_an_array_does_not_count(string raw) => Assert.Equal((null, FailureClass.NoJson), Read(raw));

    [Theory]
    [InlineData("0.99")]
    [InlineData("10.01")]
    [InlineData("0")]
    [InlineData("-8")]
    [InlineData("80")]
    [InlineData("1e400")]
    [InlineData("-0")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("[8]")]
    [InlineData("{\"value\": 8}")]
    [InlineData("\"\"")]
    [InlineData("\"eight\"")]
    [InlineData("\"8/10\"")]
    [InlineData("\" 8\"")]
    [InlineData("\"8,5\"")]
    [InlineData("\"8e0\"")]
    [InlineData("\"NaN\"")]
    [InlineData("\"٨\"")]
    public void A_score_is_a_number_from_1_to_10(string score)
    {
        Assert.Equal((null, FailureClass.ScoreOutOfRange), Read($$"""{"score_a": {{score}}, "score_b": 5}"""));
        Assert.Equal((null, FailureClass.ScoreOutOfRange), Read($$"""{"score_a": 5, "score_b": {{score}}}"""));
    }

    [Theory]
    [InlineData("""{"score_a": 8, "score_b": 5, "reason": "A is""", "stop")]
    [InlineData("""{"score_a": 8, "score""", "stop")]
    [InlineData("""{"score_a": 8, "score_b": 5} but then {""", "stop")]
    [InlineData("""{"draft": {"score_a": 8, "score_b": 5}, "final": {"score_a": 2, "sc""", "stop")]
    [InlineData("""[{"score_a": 8, "score_b": 5},""", "stop")]
    [InlineData("""<think>Perhaps {"score_a": 8, "score_b": 5}""", "stop")]
    [InlineData("""{"score_a": 8, "score_b": 5, "reason": "done"}""", "length")]
    [InlineData("", "length")]
    public void A_reply_that_was_cut_off_is_not_read(string raw, string finishReason)
    {
        var reading = ReplyParser.Read(raw, finishReason);

        Assert.Equal((null, FailureClass.Truncated), (reading.Scores, reading.Failure));
    }

    [Theory]
    [InlineData("I'm sorry, but I can't assist with that.", "stop")]
    [InlineData("As an AI I cannot judge these answers.", "stop")]
    [InlineData("I won’t compare them.", "stop")]
    [InlineData("I must decline to rate this content.", "stop")]
    [InlineData("", "content_filter")]
    public void A_refusal_is_told_from_a_reply_without_JSON(string raw, string finishReason)
    {
        var reading = ReplyParser.Read(raw, finishReason);

        Assert.Equal((null, FailureClass.Refusal), (reading.Scores, reading.Failure));
    }

    [Fact]
    public void Decimals_are_kept_as_they_are() =>
        Assert.Equal((7.25, 9.999), Scores("""{"score_a": 7.25, "score_b": 9.999}"""));

    [Theory]
    [InlineData("{")]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("{\"a\":[{},")]
    [InlineData("{\"")]
    [InlineData("}")]
    [InlineData("{}")]
    [InlineData("[[1],")]
    [InlineData("<think>")]
    [InlineData("\\ud83d\"")]
    [InlineData("\ud83d")]
    public void A_long_reply_of_nonsense_is_a_failure(string nonsense)
    {
        var raw = new StringBuilder().Insert(0, nonsense, 200_000 / nonsense.Length).ToString();

        Assert.NotNull(ReplyParser.Read(raw, "stop").Failure);
    }

    private static (ReplyScores?, FailureClass?) Read(string raw)
    {
        var reading = ReplyParser.Read(raw, "stop");
        Assert.NotNull(reading.Failure is null ? "" : reading.Problem);
        return (reading.Scores, reading.Failure);
    }

    private static (double, double) Scores(string raw)
    {
        var scores = ReplyParser.Read(raw, "stop").Scores!;
        return (scores.First, scores.Second);
    }
}

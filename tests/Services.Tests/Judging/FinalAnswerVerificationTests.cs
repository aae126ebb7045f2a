using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Files;
using ArenaLearning.Contracts.Formats;
using ArenaLearning.DataMining.Prompts;
using ArenaLearning.Judging.Games;
using ArenaLearning.Judging.Verification;
using Xunit;

namespace ArenaLearning.Services.Tests.Judging;

public class FinalAnswerVerificationTests
{
    [Theory]
    [InlineData("She makes 9 * 2 = $18.\n#### 18", 10)]
    [InlineData("She makes 9 * 2 = <<9*2=18>>18 dollars. The answer is 18.", 10)]
    [InlineData("**9 × 2 = $18**", 10)]
    [InlineData("\\boxed{18}", 8)]
    [InlineData("She makes eighteen, that is 18 dollars", 8)]
    [InlineData("16 - 3 = 12, and that makes 18", 5)]
    [InlineData("9 * 2 = 19", 1)]
    [InlineData("9 * 2 = 18, so the answer is 19", 1)]
    [InlineData("I do not know.", 1)]
    [InlineData("", 1)]
    public void A_response_scores_by_its_final_answer_and_its_equations(string response, double score)
    {
        var verified = FinalAnswerVerification.Verify("18", response);

        Assert.Equal((score, score >= 5), (verified.Score, verified.Assessment.Correct!.Value));
        Assert.Equal(score >= 8, verified.Assessment.FirstError is null);
    }

    [Theory]
    [InlineData("16 - 3 = 12, and that makes 18", "         ^")]
    [InlineData("9 * 2 = 18, so the answer is 19", "                   ^")]
    [InlineData("the answer is 17", "    ^")]
    [InlineData("nothing", "       ^")]
    public void The_first_error_is_the_wrong_result_or_else_the_wrong_answer(string response, string caret) =>
        Assert.Equal(caret.IndexOf('^'), FinalAnswerVerification.Verify("18", response).Assessment.FirstError);

    [Theory]
    [InlineData("3 + 4 = 7", 1)]
    [InlineData("(3 + 4) * 2 = 7 * 2 = 14", 2)]
    [InlineData("100 / 3 = 33.33", 1)]
    [InlineData("3/5 * 100 = 60%", 1)]
    [InlineData("20% * 50 = 10", 1)]
    [InlineData("1 1/2 + 1/2 = 2", 1)]
    [InlineData("1,250 x 4 = 5,000", 1)]
    [InlineData("5 \\times 3 = 15", 1)]
    [InlineData("-5 + 3 = -2", 1)]
    [InlineData("1 1/2 / 1/2 = 3", 1)]
    [InlineData("47+35=82-28=54", 2)]
    [InlineData("$3/2 = $1.50+$3.00=$4.50", 2)]
    [InlineData("The total (3 + 4 = 7) is right", 1)]
    // What cannot be worked out for certain is no step.
    [InlineData("x + 3 = 7", 0)]
    [InlineData("5 times 3 + 4 = 19", 0)]
    [InlineData("apples - 3 + 2 = 10", 0)]
    [InlineData("half of 10 + 2 = 7", 0)]
    [InlineData("2^3 + 1 = 9", 0)]
    [InlineData("3 + 4 = 7x", 0)]
    [InlineData("3 + 4 = 7 million", 0)]
    [InlineData("the ratio is 3:2 + 1 = 4", 0)]
    [InlineData("25 + 10% = 27.5", 0)]
    [InlineData("1/0 = 5", 0)]
    [InlineData("a = 5", 0)]
    [InlineData("100/5 = 5A/5", 0)]
    [InlineData("0900-0130 = 0730", 0)]
    [InlineData("$1 / 2 = 50 cents", 0)]
    [InlineData("13 / 6 = 2 full boxes", 0)]
    [InlineData("20 pages, on day 1 * 2 = 40", 0)]
    [InlineData("Week 1 + Week 2 = 35 + 35 = 70", 1)]
    [InlineData("14, 400 / 80 = 180", 0)]
    [InlineData(".8 + . 84 + .82 = 2.46", 0)]
    [InlineData("Weeks 3-4 from weeks 1-2 = 96 - 70 = 26", 1)]
    [InlineData("The remaining 10 = 62,300/10 = $6230", 1)]
    public void Equations_are_found_and_right(string response, int steps) => Assert.Equal(new(steps, steps, null), ProseEquations.Check(response));

    // GSM8K has mistakes: line 502 has 364 / 4 = 273, line 1025 has $32 - $20 = $300.
    [Theory]
    [InlineData("test", 1319, 1000, new[] { 502, 1025 })]
    [InlineData("train", 7473, 6000, null)]
    public async Task Solutions_that_people_wrote_are_right_but_for_their_mistakes_and_a_changed_answer_is_wrong(
        string part, int rows, int worked, int[]? mistakes)
    {
        var scores = new List<(int Line, double Score)>();
        await foreach (var row in JsonRecords.ReadAsync(SharedData.File($"gsm8k/{part}.jsonl.gz"), TestContext.Current.CancellationToken))
        {
            var answer = row.Text("answer");
            var verified = FinalAnswerVerification.Verify(answer, answer);
            Assert.True(verified.Assessment.Correct);
            Assert.Equal(1, FinalAnswerVerification.Verify(answer, $"{answer}7").Score);
            scores.Add((row.Line, verified.Score));
        }

        Assert.Equal(rows, scores.Count);
        Assert.InRange(scores.Count(row => row.Score == 10), worked, rows);
        var flawed = scores.Where(row => row.Score == 5).Select(row => row.Line).ToArray();
        if (mistakes is not null) Assert.Equal(mistakes, flawed);
        else Assert.InRange(flawed.Length, 0, 30);
    }

    [Fact]
    public async Task Prompts_outside_arithmetic_are_judged_by_final_answer_and_arithmetic_is_as_strict_as_ever()
    {
        Assert.Equal((8, 1), await ScoresAsync("gsm8k", "The answer is 82.", "The answer is 83."));
        Assert.Equal((1, 8), await ScoresAsync("addition", "The answer is 82.", "#### 82"));
    }

    [Fact]
    public async Task A_reference_that_is_no_number_is_refused_with_the_reason()
    {
        var game = new Game("gsm8k", [ChatTurn.User("How many?")], "a dozen", "12", "13");

        var refusal = await Assert.ThrowsAsync<JudgeException>(async () => await new Verifier().JudgeAsync(game, TestContext.Current.CancellationToken));

        Assert.Contains("'a dozen' is none", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<(double, double)> ScoresAsync(string category, string first, string second)
    {
        var verdict = await new Verifier().JudgeAsync(
            new(category, [ChatTurn.User("Tom has 47 apples and buys 35 more. How many now?")], "82", first, second), TestContext.Current.CancellationToken);
        return (verdict.FirstScore, verdict.SecondScore);
    }
}

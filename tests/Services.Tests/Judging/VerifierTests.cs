using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Judging.Games;
using ArenaLearning.Judging.Verification;
using Xunit;

namespace ArenaLearning.Services.Tests.Judging;

public class VerifierTests
{
    private const string Sum = "Tom has 47 apples and buys 35 more. How many now?";
    private const string Difference = "Ann has 82 pens and gives away 28. How many are left?";
    private const string Product = "Sam has 6 boxes with 47 eggs each. How many in all?";
    private const string TwoStep = "Tom has 47 apples, buys 35 more and gives away 28. How many are left?";
    private const string Riddle = "Tom has some apples. How many?";

    [Theory]
    [InlineData(Sum, "82", "#### 82", 8)]
    [InlineData(Sum, "82", "#### 82\n", 8)]
    [InlineData(Sum, "82", "The answer is #### 82", 8)]
    [InlineData(Sum, "82", "47+35=82 #### 82", 10)]
    [InlineData(Sum, "82", "35+47=82 #### 82", 10)]
    [InlineData(Sum, "82", "47 + 35 = 82 #### 82", 10)]
    [InlineData(Sum, "82", "40+30=70 7+5=12 70+12=82 #### 82", 10)]
    [InlineData(Difference, "54", "#### 54", 8)]
    [InlineData(Difference, "54", "82-28=54 #### 54", 10)]
    [InlineData(Product, "282", "#### 282", 8)]
    [InlineData(Product, "282", "6*47=240+42=282 #### 282", 10)]
    [InlineData(Product, "282", "6*47=42+240=282 #### 282", 10)]
    [InlineData(Product, "282", "6*40=240 6*7=42 240+42=282 #### 282", 10)]
    [InlineData(Product, "282", "6*47=282 #### 282", 10)]
    [InlineData(TwoStep, "54", "#### 54", 8)]
    [InlineData(TwoStep, "54", "47+35=82-28=54 #### 54", 10)]
    [InlineData(TwoStep, "54", "47+35=82 82-28=54 #### 54", 10)]
    [InlineData(TwoStep, "54", "47+35-28=54 #### 54", 10)]
    [InlineData(Riddle, "7", "#### 7", 8)]
    public void A_right_response_has_no_first_error(string question, string reference, string response, double score)
    {
        var verified = Verifier.Verify(question, reference, response);

        Assert.Equal((score, true, null), (verified.Score, verified.Assessment.Correct, verified.Assessment.FirstError));
    }

    // The caret stands under the first character that is wrong; past the end where the response stops too early.
    [Theory]
    [InlineData(Sum, "82", "#### 83", "      ^", 1)]
    [InlineData(Sum, "82", "#### 92", "     ^", 1)]
    [InlineData(Sum, "82", "#### 822", "       ^", 1)]
    [InlineData(Sum, "82", "#### 8", "      ^", 1)]
    [InlineData(Sum, "82", "", "^", 1)]
    [InlineData(Sum, "82", "####", "    ^", 1)]
    [InlineData(Sum, "82", "47+35=8", "       ^", 1)]
    [InlineData(Sum, "82", "47+35=82", "        ^", 1)]
    [InlineData(Sum, "82", "47+36=83 #### 83", "    ^", 1)]
    [InlineData(Sum, "82", "37+35=72 #### 72", "^", 1)]
    [InlineData(Sum, "82", "35+47=83 #### 83", "       ^", 1)]
    [InlineData(Sum, "82", "47-35=12 #### 12", "  ^", 3)]
    [InlineData(Sum, "82", "47+35=92 #### 92", "      ^", 1)]
    [InlineData(Sum, "82", "47+35=82 #### 83", "               ^", 3)]
    [InlineData(Sum, "82", "#### 82 apples", "       ^", 1)]
    [InlineData(Difference, "54", "82-28=64 #### 64", "      ^", 1)]
    [InlineData(Product, "282", "#### 272", "      ^", 1)]
    [InlineData(Product, "282", "6*46=240+36=276 #### 276", "   ^", 1)]
    [InlineData(Product, "282", "6*47=240+40=280 #### 280", "          ^", 1)]
    [InlineData(Product, "282", "6*47=250+42=292 #### 292", "      ^", 1)]
    [InlineData(Product, "282", "6*47=240+42=272 #### 272", "             ^", 2)]
    [InlineData(Product, "282", "6*47=240+42=282 #### 382", "                     ^", 3)]
    [InlineData(TwoStep, "54", "47+35=82 #### 82", "        ^", 2)]
    [InlineData(TwoStep, "54", "47+35=82-27=55 #### 55", "          ^", 1)]
    [InlineData(TwoStep, "54", "47+35=82-28=64 #### 64", "            ^", 2)]
    [InlineData(TwoStep, "54", "47+35=72-28=44 #### 44", "      ^", 1)]
    [InlineData(Riddle, "7", "3+3=7 #### 8", "^", 1)]
    [InlineData(Riddle, "7", "#### 8", "^", 1)]
    public void A_wrong_response_goes_wrong_at_one_character(
        string question, string reference, string response, string caret, double score)
    {
        var verified = Verifier.Verify(question, reference, response);

        Assert.Equal(
            (score, false, caret.IndexOf('^')),
            (verified.Score, verified.Assessment.Correct!.Value, verified.Assessment.FirstError!.Value));
    }

    [Theory]
    [InlineData(Sum, "82", "47+35=83 #### 82", "       ^")]
    [InlineData(Sum, "82", "47+35= #### 82", "      ^")]
    [InlineData(Sum, "82", "41+41=82 #### 82", " ^")]
    [InlineData(Sum, "82", "#### 35 #### 82", "     ^")]
    [InlineData(Sum, "82", "47-35=12 #### 82", "  ^")]
    [InlineData(Product, "282", "6*47=240+40=282 #### 282", "          ^")]
    [InlineData(Product, "282", "6*47=240+42=272 #### 282", "             ^")]
    [InlineData(TwoStep, "54", "47+35=82 #### 54", "        ^")]
    [InlineData(TwoStep, "54", "47+35=82-27=55 #### 54", "          ^")]
    public void A_right_answer_after_a_wrong_step_scores_five(string question, string reference, string response, string caret)
    {
        var verified = Verifier.Verify(question, reference, response);

        Assert.Equal(
            (5.0, true, caret.IndexOf('^')),
            (verified.Score, verified.Assessment.Correct!.Value, verified.Assessment.FirstError!.Value));
    }

    [Fact]
    public void Ten_thousand_mutated_responses_are_scored_and_never_crash()
    {
        var random = new Random(7);
        (string Question, string Reference, string Response)[] seeds =
        [
            (Sum, "82", "47+35=82 #### 82"), (Difference, "54", "#### 54"),
            (Product, "282", "6*47=240+42=282 #### 282"), (TwoStep, "54", "47+35=82-28=54 #### 54"),
        ];
        const string Signs = "0123456789+-*=# .,\n\0éx\u0661";
        for (var i = 0; i < 10_000; i++)
        {
            var (question, reference, right) = seeds[i % seeds.Length];
            var characters = right.ToList();
            for (var edits = random.Next(1, 6); edits > 0; edits--)
            {
                var at = random.Next(characters.Count + 1);
                if (random.Next(2) == 0 || at == characters.Count) characters.Insert(at, Signs[random.Next(Signs.Length)]);
                else if (random.Next(2) == 0) characters[at] = Signs[random.Next(Signs.Length)];
                else characters.RemoveAt(at);
            }
            var response = string.Concat(characters);

            var (score, assessment) = Verifier.Verify(question, reference, response);

            Assert.True(score is >= 1 and <= 10, response);
            Assert.True(assessment.FirstError is null or >= 0 && (assessment.FirstError ?? 0) <= response.Length, response);
            Assert.True(score >= 8 == (assessment is { Correct: true, FirstError: null }), response);
        }
    }

    [Theory]
    [InlineData(null, "needs a reference")]
    [InlineData("a dozen", "'a dozen'")]
    public async Task A_prompt_that_cannot_be_verified_is_refused_with_the_reason(string? reference, string message)
    {
        var game = new Game("addition", [ChatTurn.User(Sum)], reference, "#### 82", "#### 83");

        var refusal = await Assert.ThrowsAsync<JudgeException>(
            async () => await new Verifier().JudgeAsync(game, TestContext.Current.CancellationToken));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }
}

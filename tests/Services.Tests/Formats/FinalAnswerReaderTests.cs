using ArenaLearning.Contracts.Formats.Answers;
using ArenaLearning.Contracts.Files;
using Xunit;

namespace ArenaLearning.Services.Tests.Formats;

public class FinalAnswerReaderTests
{
    [Theory]
    [InlineData("#### 18", "18", AnswerSource.Marker)]
    [InlineData("\\boxed{\\frac{-1}{-2}}", "0.5", AnswerSource.Boxed)]
    [InlineData("The answer is 3/-4.", "-0.75", AnswerSource.Phrase)]
    [InlineData("The answer is 2 × 10⁻³.", "0.002", AnswerSource.Phrase)]
    [InlineData("The answer is 2 × 10³.", "2000", AnswerSource.Phrase)]
    [InlineData("The answer is 10⁻².", "0.01", AnswerSource.Phrase)]
    [InlineData("答案是18。", "18", AnswerSource.LastNumber)]
    [InlineData("答案：18元", "18", AnswerSource.LastNumber)]
    [InlineData("3명과 4명을 더하면 정답은 7개입니다", "7", AnswerSource.LastNumber)]
    [InlineData("16 - 7 = 9\n####\n18 eggs", "18", AnswerSource.Marker)]
    [InlineData("#### Step 3: add\nso it is 18", "18", AnswerSource.LastNumber)]
    [InlineData("#### 1. Add\nThe answer is 18", "18", AnswerSource.Phrase)]
    [InlineData("#### 5\n#### 18", "18", AnswerSource.Marker)]
    [InlineData("#### 18\nThe answer is 20", "18", AnswerSource.Marker)]
    [InlineData("The answer is 18. She had 16.", "18", AnswerSource.Phrase)]
    [InlineData("The final answer is: **$1,234.50**", "1234.5", AnswerSource.Phrase)]
    [InlineData("Answer: 18", "18", AnswerSource.Phrase)]
    [InlineData("The answer is:\n\n18", "18", AnswerSource.Phrase)]
    [InlineData("The answer is 5 + 3 = 8.", "8", AnswerSource.Phrase)]
    [InlineData("The answer is 8 because x = 3.", "8", AnswerSource.Phrase)]
    [InlineData("The answer is not 5 but 6. In all 7", "7", AnswerSource.LastNumber)]
    [InlineData("\\boxed{5}. No: the answer is 18", "18", AnswerSource.Phrase)]
    [InlineData("The answer is found by adding 3 and 4: \\boxed{7}", "7", AnswerSource.Boxed)]
    [InlineData("\\boxed{3}, then \\boxed{\\text{total} = \\frac{14}{4}}", "3.5", AnswerSource.Boxed)]
    [InlineData("\\boxed{18\\text{ dollars}}", "18", AnswerSource.Boxed)]
    [InlineData("\\boxed{5 \\text{ m}^2}", "5", AnswerSource.Boxed)]
    [InlineData("\\boxed{\\dfrac34}", "0.75", AnswerSource.Boxed)]
    [InlineData("\\boxed{-\\frac{1}{2}}", "-0.5", AnswerSource.Boxed)]
    [InlineData("<answer>18</answer>", "18", AnswerSource.Phrase)]
    [InlineData("**18**\nof 20", "18", AnswerSource.BoldLine)]
    [InlineData("It costs US$18", "18", AnswerSource.LastNumber)]
    [InlineData("$1\\frac{1}{2}$", "1.5", AnswerSource.LastNumber)]
    [InlineData("1{,}234 and 12\\,345", "12345", AnswerSource.LastNumber)]
    [InlineData("so 50\\%", "50", AnswerSource.LastNumber)]
    [InlineData("9*2 = $18.00", "18", AnswerSource.LastNumber)]
    [InlineData("-$5", "-5", AnswerSource.LastNumber)]
    [InlineData("it is −5", "-5", AnswerSource.LastNumber)]
    [InlineData("16-3", "3", AnswerSource.LastNumber)]
    [InlineData("2 and 1/3", "7/3", AnswerSource.LastNumber)]
    [InlineData("1½ cups", "1.5", AnswerSource.LastNumber)]
    [InlineData("1.5e3", "1500", AnswerSource.LastNumber)]
    [InlineData("3 \\times 10^{-2}", "0.03", AnswerSource.LastNumber)]
    [InlineData("2.5 million people", "2500000", AnswerSource.LastNumber)]
    [InlineData("18 of H2O at 3:30 on 1/2/2020", "18", AnswerSource.LastNumber)]
    [InlineData("1/0", null, null)]
    [InlineData("eighteen", null, null)]
    [InlineData("", null, null)]
    public void The_final_answer_is_read(string response, string? value, AnswerSource? source)
    {
        var reading = FinalAnswerReader.Read(response);

        Assert.Equal((value, source), (reading?.Value?.ToString(), reading?.Source));
    }

    [Theory]
    [InlineData("So the answer is 10 000.", "10000")]
    [InlineData("The answer is 12\u202f345.", "12345")]
    [InlineData("12\u2009345 in all", "12345")]
    [InlineData("12\u00a0345", "12345")]
    [InlineData("The answer is \u20b91,00,000.", "100000")]
    [InlineData("12,34,567", "1234567")]
    [InlineData("The answer is 1'234.", "1234")]
    [InlineData("1\u2019234\u2019567", "1234567")]
    [InlineData("1_234", "1234")]
    [InlineData("10\\ 000", "10000")]
    [InlineData("10~000", "10000")]
    [InlineData("10\\;000", "10000")]
    [InlineData("1{,}00{,}000", "100000")]
    [InlineData("\\boxed{10\\ 000}", "10000")]
    [InlineData("\uff11\uff12\uff13\uff14", "1234")]
    [InlineData("in 2020 100 came", "100")]
    [InlineData("1,2345", "1")]
    public void Grouped_digits_are_one_number(string response, string value) =>
        Assert.Equal(value, FinalAnswerReader.Read(response)?.Value?.ToString());

    [Theory]
    [InlineData("So the answer is negative 5.", "-5")]
    [InlineData("The answer is minus 5 degrees.", "-5")]
    [InlineData("#### - 5", "-5")]
    [InlineData("The answer is - 5", "-5")]
    [InlineData("The answer is \u20135.", "-5")]
    [InlineData("The answer is \u20145.", "-5")]
    [InlineData("The answer is \u20105.", "-5")]
    [InlineData("it is \u22125", "-5")]
    [InlineData("\\boxed{- 5}", "-5")]
    [InlineData("\\boxed{{-}5}", "-5")]
    [InlineData("The answer is +5.", "5")]
    [InlineData("$-5", "-5")]
    [InlineData("10 minus 5 is 5", "5")]
    [InlineData("10 minus 5", "5")]
    [InlineData("16\u20133", "3")]
    [InlineData("The answer is 18 \u2013 she sells the rest.", "18")]
    [InlineData("The answer is 18 - no more.", "18")]
    public void Signs_are_read(string response, string value) =>
        Assert.Equal(value, FinalAnswerReader.Read(response)?.Value?.ToString());

    [Theory]
    [InlineData("The answer is 2^10 = 1024.", "1024")]
    [InlineData("The answer is $2^{10} = 1024$.", "1024")]
    [InlineData("The answer is 2^10.", "1024")]
    [InlineData("2\u00b9\u2070", "1024")]
    [InlineData("\\boxed{2^{10}}", "1024")]
    [InlineData("The answer is 5 apples + 3 apples = 8 apples.", "8")]
    [InlineData("The answer is 18 = 9*2.", "18")]
    [InlineData("The answer is 20% of 90 = 18.", "18")]
    [InlineData("The answer is $5k.", "5000")]
    [InlineData("The answer is $2M", "2000000")]
    [InlineData("The answer is 18 a day", "18")]
    [InlineData("The answer is 5 p.m.", "5")]
    [InlineData("The answer is $18/hour.", "18")]
    [InlineData("The answer is 5!", "5")]
    [InlineData("The answer is 18, 3 more than before.", "18")]
    [InlineData("The answer is 18: 9*2.", "18")]
    [InlineData("The answer is (18).", "18")]
    [InlineData("The answer is Rs. 18.", "18")]
    [InlineData("The answer isn't 5. It is 18", "18")]
    public void What_is_said_is_read_whole(string response, string value) =>
        Assert.Equal(value, FinalAnswerReader.Read(response)?.Value?.ToString());

    [Theory]
    [InlineData("The answer is $2\\sqrt{3}$.")]
    [InlineData("The answer is 2 sqrt 3")]
    [InlineData("The answer is 2\u221a3")]
    [InlineData("The answer is 2x.")]
    [InlineData("The answer is 2 x.")]
    [InlineData("The answer is 2\\pi")]
    [InlineData("The answer is (3, 4).")]
    [InlineData("The answer is 5 or 6.")]
    [InlineData("The answer is 2 and 3.")]
    [InlineData("The answer is 1, 2, 3")]
    [InlineData("The answer is $5k$.")]
    [InlineData("The answer is $6 - 5i$.")]
    [InlineData("So it is 6 - 5i.")]
    [InlineData("The answer is 5-10.")]
    [InlineData("The answer is 5 to 10 apples")]
    [InlineData("The answer is 3 : 2.")]
    [InlineData("The answer is 3:2.")]
    [InlineData("The answer is x + 5")]
    [InlineData("The answer is the square root of 9")]
    [InlineData("The answer is between 3 and 4")]
    [InlineData("The answer is 5 feet 3 inches")]
    [InlineData("The answer is 101_2")]
    [InlineData("The answer is 9 times 2")]
    [InlineData("\\boxed{5 \\text{ or } 6}")]
    [InlineData("\\boxed{2\\sqrt{3}}")]
    [InlineData("#### 2x")]
    public void What_is_no_single_number_is_not_its_first(string response)
    {
        var reading = FinalAnswerReader.Read(response)!;

        Assert.Null(reading.Value);
        Assert.InRange(reading.Offset, 0, response.Length - 1);
    }

    [Theory]
    [InlineData("The answer is:\n$$\n18\n$$\nNote that 3 apples remain.", "18")]
    [InlineData("The answer is:\n\\[\n18\n\\]\nNote 3.", "18")]
    [InlineData("### Answer\n\n**18**\n\nNote that 3 apples remain.", "18")]
    [InlineData("**Final Answer**\n18 eggs\n\n3 are left", "18")]
    [InlineData("## Final Answer: 18\nof 3", "18")]
    [InlineData("**Answer** 18\nof 3", "18")]
    [InlineData("**18**\nThat leaves 3.", "18")]
    [InlineData("**1.** First 3\n**2.** Then 18", "18")]
    [InlineData("<answer>18</answer> of 3", "18")]
    [InlineData("so $\\boxed 2$, where x>1/3.", "2")]
    [InlineData("\\boxed {18}", "18")]
    [InlineData("\\boxed \\frac12", "0.5")]
    [InlineData("\\boxed{\\underline{18}}", "18")]
    [InlineData("\\boxed{\\boxed{18}}", "18")]
    [InlineData("\\boxed{\\color{red}{18}}", "18")]
    [InlineData("\\boxed{\\textbf{18} \\text{ a day}}", "18")]
    [InlineData("\\boxed{18^\\circ}", "18")]
    [InlineData("First \\boxed{5}. Hmm wait, finally \\boxed{", null)]
    [InlineData("\\boxed{5}, or \\boxed{}", null)]
    [InlineData("\\boxed{18", null)]
    [InlineData("#### 2 steps\nfirst 9, then 9*2=18\nThe answer is 18.", "18")]
    [InlineData("#### 18 eggs", "18")]
    [InlineData("#### 18\nThat leaves 3.", "18")]
    [InlineData("#### $\\boxed{18}$", "18")]
    [InlineData("####\n$$\n18\n$$", "18")]
    public void Display_and_markup_are_read(string response, string? value) =>
        Assert.Equal(value, FinalAnswerReader.Read(response)?.Value?.ToString());

    [Theory]
    [InlineData("\\boxed{(3,4)}")]
    [InlineData("\\boxed{2x}")]
    [InlineData("\\boxed{x+1}")]
    public void A_box_without_a_number_is_an_answer_that_is_no_number(string response)
    {
        var reading = FinalAnswerReader.Read($"With 4 and 7: {response}")!;

        Assert.Equal((AnswerSource.Boxed, null, 14), (reading.Source, reading.Value, reading.Offset));
        Assert.False(reading.IsSameNumber(FinalAnswerReader.ReadReference("4")!));
    }

    [Theory]
    [InlineData("18", "18")]
    [InlineData("$18 per day", "18")]
    [InlineData("x = 1/2", "0.5")]
    [InlineData("5 km/h", "5")]
    [InlineData("First 3, then 4.\n#### 1,234", "1234")]
    [InlineData("So \\boxed{7}.", "7")]
    [InlineData("The answer is 7.", "7")]
    [InlineData("The answer is 1.234.567.", null)]
    [InlineData("a dozen", null)]
    [InlineData("3 or 4", null)]
    [InlineData("5 feet 3 inches", null)]
    [InlineData("2x", null)]
    [InlineData("#### none, though 3 was near", null)]
    [InlineData("\\boxed{x}", null)]
    [InlineData("He had 3 apples and ate them", null)]
    [InlineData("", null)]
    public void A_reference_is_read_and_never_guessed(string reference, string? value) =>
        Assert.Equal(value, FinalAnswerReader.ReadReference(reference)?.Value?.ToString());

    [Theory]
    [InlineData("18.00", "18", true)]
    [InlineData("1/3", "2/6", true)]
    [InlineData("0.33", "1/3", false)]
    [InlineData("50%", "0.5", true)]
    [InlineData("50%", "50", true)]
    [InlineData("0.5", "50%", true)]
    [InlineData("50%", "0.5%", false)]
    [InlineData("5000%", "0.5", false)]
    [InlineData("-3", "3", false)]
    [InlineData("100000000000000000000000000000000001", "100000000000000000000000000000000001.0", true)]
    [InlineData("100000000000000000000000000000000001", "100000000000000000000000000000000002", false)]
    public void Numbers_are_compared_exactly(string one, string other, bool same)
    {
        var (a, b) = (FinalAnswerReader.ReadReference(one)!, FinalAnswerReader.ReadReference(other)!);

        Assert.Equal((same, same), (a.IsSameNumber(b), b.IsSameNumber(a)));
    }

    [Fact]
    public async Task Every_answer_of_GSM8K_is_read_as_its_own_rule_reads_it()
    {
        foreach (var part in (string[])["test", "train"])
            await foreach (var row in JsonRecords.ReadAsync(SharedData.File($"gsm8k/{part}.jsonl.gz"), TestContext.Current.CancellationToken))
            {
                var answer = row.Text("answer");
                var gold = answer[(answer.LastIndexOf("####", StringComparison.Ordinal) + 4)..].Trim().Replace(",", "", StringComparison.Ordinal);
                Assert.Equal((gold, AnswerSource.Marker), (FinalAnswerReader.Read(answer)!.Value.ToString(), FinalAnswerReader.Read(answer)!.Source));
                Assert.Equal(gold, FinalAnswerReader.ReadReference(answer)!.Value.ToString());
            }
    }

    [Fact]
    public void Ten_thousand_mutated_responses_are_read_without_a_crash_and_keep_their_offsets()
    {
        var random = new Random(11);
        string[] seeds = ["9*2 = $18.\n#### 1,234", "The answer is \\boxed{1\\frac{1}{2}}", "\\boxed{\\text{a}{b}} 3/4 of 50\\%", "-1.5e3 or 2 × 10^{2}, 1½"];
        const string Signs = "0123456789+-*/=#{}\\$%,. \n½e^:\u0661\u2212ab";
        for (var i = 0; i < 10_000; i++)
        {
            var characters = seeds[i % seeds.Length].ToList();
            for (var edits = random.Next(1, 8); edits > 0; edits--)
            {
                var at = random.Next(characters.Count + 1);
                if (random.Next(2) == 0 || at == characters.Count) characters.Insert(at, Signs[random.Next(Signs.Length)]);
                else if (random.Next(2) == 0) characters[at] = Signs[random.Next(Signs.Length)];
                else characters.RemoveAt(at);
            }
            var response = string.Concat(characters);

            Assert.Equal(response.Length, PlainMath.Of(response).Length);
            if (FinalAnswerReader.Read(response) is { } reading) Assert.InRange(reading.Offset, 0, response.Length - 1);
        }
    }

    [Fact]
    public void A_number_of_a_million_digits_is_no_answer() => Assert.Null(FinalAnswerReader.Read(new string('9', 1_000_000)));
}

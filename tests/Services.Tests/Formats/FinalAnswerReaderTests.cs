using ArenaLearning.Contracts.Formats.Answers;
using ArenaLearning.Contracts.Files;
using Xunit;

namespace ArenaLearning.Services.Tests.Formats;

public class FinalAnswerReaderTests
{
    [Theory]
    [InlineData("#### 18", "18", AnswerSource.Marker)]
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
    [InlineData("<answer>18</answer>", "18", AnswerSource.LastNumber)]
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

using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.LanguageModels.Tokenizers;
using ArenaLearning.Training.Jobs;
using Xunit;

namespace ArenaLearning.Learning.Tests.Jobs;

public sealed class TrainingRowsTests : IDisposable
{
    private static readonly WordTokenizer Words = WordTokenizer.Train(["0123456789+= #### So Some the then "]);

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    // Completions are parted by a bar. The tokens of 1+2=4#### 4 are 1 + 2 = 4 "#### " 4, then the end token.
    [Theory]
    [InlineData("1+2=4#### 4", "1", null)] // right throughout
    [InlineData("1+2=4#### 4", "0", 0)] // wrong from its start
    [InlineData("1+2=|4#### 4", "10", 4)] // at the 4
    [InlineData("1+2=|4|#### 4", "100", 4)] // the first of several wrong parts counts
    [InlineData("1+2=|4|#### 4", "101", 4)] // and what comes after an error is wrong, whatever its label
    [InlineData("1+|2=|4#### 4", "110", 4)]
    [InlineData("1+2=4#### |4", "10", 6)]
    [InlineData("1+2=4##|## 4", "10", 5)] // within the answer's mark: its token
    [InlineData("1+2=4#### 4|", "10", 7)] // right, but it should go on: the end token
    [InlineData("So|me then 1", "10", 0)] // "Some " is one token, and it is the wrong one
    [InlineData("the|n 1", "10", 0)]
    [InlineData("1 |the 2", "10", 1)] // the space belongs to the token " the "
    [InlineData("1+2=|7#### 4", "10", 4)]
    public async Task The_first_error_is_the_token_that_holds_the_first_wrong_character(string completions, string labels, int? expected)
    {
        var row = new StepwiseRow(
            [ChatTurn.User("1+2")], completions.Split('|'), [.. labels.Select(label => label == '1')], TinyJobs.Nowhere);
        var file = await JsonLines.WriteAsync(folder.File("steps.jsonl"), [row], Cancellation);
        var read = Assert.Single(await new TrainingRows(TinyJobs.Artifacts, Words, 32).StepwiseAsync([file], Cancellation));
        Assert.Equal(expected, read.FirstError);
        Assert.Equal(5, read.Sequence.PromptLength); // <user> 1 + 2 <assistant>
        Assert.Equal([.. Words.Encode(completions.Replace("|", "")), SpecialTokens.EndOfSequence], read.Sequence.Ids[5..]);
    }

    [Fact]
    public async Task The_response_is_what_follows_the_last_generation_prompt()
    {
        var row = new SftRow(
            [ChatTurn.User("1+1"), ChatTurn.Assistant("2"), ChatTurn.User("2+2"), ChatTurn.Assistant("4")], TinyJobs.Nowhere);
        var file = await JsonLines.WriteAsync(folder.File("sft.jsonl"), [row], Cancellation);
        var sequence = Assert.Single(await new TrainingRows(TinyJobs.Artifacts, Words, 32).SftAsync([file], Cancellation));
        // <user> 1 + 1 <assistant> 2 <eos> <user> 2 + 2 <assistant> | 4 <eos>
        Assert.Equal((14, 12), (sequence.Ids.Length, sequence.PromptLength));
        Assert.Equal([.. Words.Encode("4"), SpecialTokens.EndOfSequence], sequence.Ids[12..]);
    }

    [Fact]
    public async Task Rows_of_several_files_come_in_their_order()
    {
        var one = await JsonLines.WriteAsync(folder.File("one.jsonl"), [new PromptOnlyRow([ChatTurn.User("1")], "1", TinyJobs.Nowhere)], Cancellation);
        var two = await JsonLines.WriteAsync(folder.File("two.jsonl"), [new PromptOnlyRow([ChatTurn.User("2")], null, TinyJobs.Nowhere)], Cancellation);
        var prompts = await new TrainingRows(TinyJobs.Artifacts, Words, 32).PromptsAsync([two, one], maxTokens: 8, Cancellation);
        Assert.Equal([null, "1"], prompts.Select(prompt => prompt.Reference));
        Assert.Equal([SpecialTokens.User, Words.Encode("2")[0], SpecialTokens.Assistant], prompts[0].Ids);
    }
}

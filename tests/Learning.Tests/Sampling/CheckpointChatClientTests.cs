using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Sampling;
using ArenaLearning.LanguageModels.Tokenizers;
using ArenaLearning.Learning.Tests.Jobs;
using Microsoft.Extensions.AI;
using Xunit;

namespace ArenaLearning.Learning.Tests.Sampling;

public sealed class CheckpointChatClientTests : IDisposable
{
    private readonly TinyJobs jobs = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => jobs.Dispose();

    // <user> 1 + 2 = <assistant> are 6 of 32 tokens.
    [Fact]
    public async Task An_answer_says_how_it_ended_and_how_many_tokens_it_took()
    {
        using var client = await OpenAsync();
        var response = await client.GetResponseAsync("1+2=", new() { MaxOutputTokens = 3 }, Cancellation);
        Assert.Equal(
            (ChatFinishReason.Length, 6L, 3L, 9L),
            (response.FinishReason, response.Usage!.InputTokenCount, response.Usage.OutputTokenCount, response.Usage.TotalTokenCount));
        Assert.Equal(ChatRole.Assistant, Assert.Single(response.Messages).Role);
        Assert.InRange((await client.GetResponseAsync("1+2=", cancellationToken: Cancellation)).Usage!.OutputTokenCount!.Value, 1, 26);
    }

    [Fact]
    public async Task A_seed_of_the_question_fixes_the_answer_whatever_was_asked_before()
    {
        using var client = await OpenAsync();
        var options = new ChatOptions { Temperature = 1, Seed = 5 };
        var first = await client.GetResponseAsync("1+2=", options, Cancellation);
        var unseeded = await client.GetResponseAsync("1+2=", new() { Temperature = 1 }, Cancellation);
        Assert.Equal(first.Text, (await client.GetResponseAsync("1+2=", options, Cancellation)).Text);
        Assert.NotEqual(unseeded.Text, (await client.GetResponseAsync("1+2=", new() { Temperature = 1 }, Cancellation)).Text);
        using var again = await OpenAsync();
        Assert.Equal(unseeded.Text, (await again.GetResponseAsync("1+2=", new() { Temperature = 1 }, Cancellation)).Text);
    }

    [Fact]
    public async Task A_stream_is_the_whole_answer()
    {
        using var client = await OpenAsync();
        var whole = await client.GetResponseAsync("1+2=", cancellationToken: Cancellation);
        Assert.Equal(whole.Text, (await client.GetStreamingResponseAsync("1+2=", cancellationToken: Cancellation).ToChatResponseAsync(Cancellation)).Text);
    }

    [Fact]
    public async Task Questions_that_come_at_once_are_answered_as_one_by_one()
    {
        using var client = await OpenAsync();
        var alone = await client.GetResponseAsync("1+2=", cancellationToken: Cancellation);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => client.GetResponseAsync("1+2=", cancellationToken: Cancellation)));
        Assert.All(answers, answer => Assert.Equal(alone.Text, answer.Text));
    }

    [Fact]
    public async Task The_tokenizer_is_had_from_the_client()
    {
        using IChatClient client = await OpenAsync();
        Assert.Equal(TinyJobs.Tokenizer.Tokens, client.GetRequiredService<WordTokenizer>().Tokens);
        Assert.Same(client, client.GetRequiredService<CheckpointChatClient>());
        Assert.Null(client.GetService<IFormatProvider>());
    }

    [Fact]
    public async Task A_question_that_leaves_no_room_is_refused()
    {
        using var client = await OpenAsync();
        var exception = await Assert.ThrowsAsync<ArgumentException>(() => client.GetResponseAsync(new string('1', 30), cancellationToken: Cancellation));
        Assert.Equal("The question takes 32 of the model's 32 tokens: ask something shorter.", exception.Message);
    }

    [Fact]
    public async Task A_reward_model_is_not_talked_to()
    {
        await jobs.ModelAsync("scorer", scoreHead: true);
        var exception = await Assert.ThrowsAsync<CheckpointException>(() => CheckpointChatClient.OpenAsync(jobs.File("scorer"), "cpu", Cancellation));
        Assert.Contains("it is a reward model, which answers nothing", exception.Message);
    }

    private async Task<CheckpointChatClient> OpenAsync()
    {
        await jobs.ModelAsync("model", scoreHead: false);
        return await CheckpointChatClient.OpenAsync(jobs.File("model"), "cpu", Cancellation, seed: 3);
    }
}

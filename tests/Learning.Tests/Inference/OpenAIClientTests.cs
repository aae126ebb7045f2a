using System.ClientModel;
using System.ClientModel.Primitives;
using ArenaLearning.Inference.Models;
using ArenaLearning.Inference.Settings;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Models;
using Xunit;

namespace ArenaLearning.Learning.Tests.Inference;

/// <summary>The server under OpenAI's own client.</summary>
public sealed class OpenAIClientTests : IAsyncLifetime
{
    private const string Key = "a key of the tests";

    private RunningServer server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        server = await RunningServer.StartAsync(
            key: Key, models: [ModelSource.Of(ShippedCheckpoint.Multiplier), ModelSource.Of(ShippedCheckpoint.Storyteller, "tales/one")]);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Models_are_listed_and_shown()
    {
        var models = Client().GetOpenAIModelClient();
        var list = (await models.GetModelsAsync(Cancellation)).Value;
        Assert.Equal(["multiplier", "tales/one"], list.Select(model => model.Id));
        Assert.Equal("arena-learning", list[0].OwnedBy);
        Assert.Equal("tales/one", (await models.GetModelAsync("tales/one", Cancellation)).Value.Id);
        Assert.Equal(404, (await Assert.ThrowsAsync<ClientResultException>(() => models.GetModelAsync("nobody", Cancellation))).Status);
    }

    [Fact]
    public async Task A_question_is_answered_with_usage_finish_reason_and_fingerprint()
    {
        ChatCompletion completion = await Chat().CompleteChatAsync([new UserChatMessage(ShippedCheckpoint.Question)], new() { Temperature = 0 }, Cancellation);
        Assert.Equal(ShippedCheckpoint.Answer, completion.Content[0].Text);
        Assert.Equal((ChatFinishReason.Stop, "multiplier"), (completion.FinishReason, completion.Model));
        // <user>, 14 pieces of the question and <assistant>; each digit, sign and space of the answer.
        Assert.Equal((17, 20, 37), (completion.Usage.InputTokenCount, completion.Usage.OutputTokenCount, completion.Usage.TotalTokenCount));
        Assert.StartsWith("fp_", completion.SystemFingerprint, StringComparison.Ordinal);
        ChatCompletion other = await Chat("tales/one").CompleteChatAsync(
            [new UserChatMessage(ShippedCheckpoint.Question)], new() { Temperature = 0 }, Cancellation);
        Assert.NotEqual(completion.SystemFingerprint, other.SystemFingerprint);
    }

    [Fact]
    public async Task A_stream_comes_token_by_token_and_says_the_same()
    {
        var updates = new List<StreamingChatCompletionUpdate>();
        var stream = Chat().CompleteChatStreamingAsync([new UserChatMessage(ShippedCheckpoint.Question)], new() { Temperature = 0 }, Cancellation);
        await foreach (var update in stream) updates.Add(update);
        string[] texts = [.. updates.SelectMany(update => update.ContentUpdate).Select(part => part.Text).Where(text => text.Length > 0)];
        Assert.Equal(ShippedCheckpoint.Answer, string.Concat(texts));
        Assert.Equal(20, texts.Length);
        Assert.Equal(ChatFinishReason.Stop, Assert.Single(updates, update => update.FinishReason is not null).FinishReason);
        Assert.Equal((17, 20), (updates[^1].Usage.InputTokenCount, updates[^1].Usage.OutputTokenCount));
    }

    [Fact]
    public async Task An_answer_ends_at_the_limit_or_before_a_stop_sequence()
    {
        ChatCompletion cut = await Chat().CompleteChatAsync(
            [new UserChatMessage(ShippedCheckpoint.Question)], new() { Temperature = 0, MaxOutputTokenCount = 4 }, Cancellation);
        Assert.Equal(("6*47", ChatFinishReason.Length, 4), (cut.Content[0].Text, cut.FinishReason, cut.Usage.OutputTokenCount));
        var options = new ChatCompletionOptions { Temperature = 0, StopSequences = { "never", "+42=" } };
        ChatCompletion stopped = await Chat().CompleteChatAsync([new UserChatMessage(ShippedCheckpoint.Question)], options, Cancellation);
        Assert.Equal(("6*47=240", ChatFinishReason.Stop), (stopped.Content[0].Text, stopped.FinishReason));
    }

    [Fact]
    public async Task A_seed_fixes_the_answer()
    {
        var chat = Chat();
        Task<string> Ask(long? seed) => AskAsync(chat, seed);
        var first = await Ask(7);
        Assert.Equal(first, await Ask(7));
        Assert.True((await Task.WhenAll(Enumerable.Range(0, 12).Select(seed => Ask(seed)))).Distinct().Count() > 1);
        Assert.True((await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Ask(null)))).Distinct().Count() > 1);
    }

    [Fact]
    public async Task Log_probabilities_come_on_request()
    {
        var options = new ChatCompletionOptions { Temperature = 0, MaxOutputTokenCount = 3, IncludeLogProbabilities = true, TopLogProbabilityCount = 4 };
        ChatCompletion completion = await Chat().CompleteChatAsync([new UserChatMessage(ShippedCheckpoint.Question)], options, Cancellation);
        Assert.Equal(["6", "*", "4"], completion.ContentTokenLogProbabilities.Select(token => token.Token));
        Assert.All(completion.ContentTokenLogProbabilities, token =>
        {
            Assert.InRange(token.LogProbability, -1, 0);
            Assert.Equal(4, token.TopLogProbabilities.Count);
            Assert.Equal(token.LogProbability, token.TopLogProbabilities[0].LogProbability);
            Assert.InRange(token.TopLogProbabilities.Sum(top => Math.Exp(top.LogProbability)), 0.5, 1);
        });
    }

    [Fact]
    public async Task Errors_reach_the_client_with_status_and_reason()
    {
        var unknown = await Assert.ThrowsAsync<ClientResultException>(() => AskAsync(Chat("nobody"), 1));
        Assert.Equal(404, unknown.Status);
        Assert.Contains("There is no model 'nobody' here, but multiplier, tales/one.", unknown.Message);
        var system = await Assert.ThrowsAsync<ClientResultException>(() =>
            Chat().CompleteChatAsync([new SystemChatMessage("Be brief."), new UserChatMessage("1+1")], null, Cancellation));
        Assert.Equal(400, system.Status);
        Assert.Contains("messages[0].role", system.Message);
        var keyless = await Assert.ThrowsAsync<ClientResultException>(() => AskAsync(Client("another key").GetChatClient("multiplier"), 1));
        Assert.Equal(401, keyless.Status);
    }

    private static async Task<string> AskAsync(ChatClient chat, long? seed)
    {
#pragma warning disable OPENAI001 // the client marks the seed as experimental
        var options = new ChatCompletionOptions { Temperature = 2, Seed = seed };
#pragma warning restore OPENAI001
        ChatCompletion completion = await chat.CompleteChatAsync([new UserChatMessage("What is 1 + 2 - 3?")], options, Cancellation);
        return completion.Content[0].Text;
    }

    private ChatClient Chat(string model = "multiplier") => Client().GetChatClient(model);

    private OpenAIClient Client(string key = Key) =>
        new(new ApiKeyCredential(key), new() { Endpoint = new(server.Server.Address, "v1"), RetryPolicy = new ClientRetryPolicy(0) });
}

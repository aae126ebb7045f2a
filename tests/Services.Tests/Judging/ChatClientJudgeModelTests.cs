using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.LlmJudges;
using Microsoft.Extensions.AI;
using Xunit;

namespace ArenaLearning.Services.Tests.Judging;

public class ChatClientJudgeModelTests
{
    private static readonly JudgeQuestion Question = new(
        ScriptedModel.Settings.Model with { TopP = 0.5 }, [new("system", "Judge."), ChatTurn.User("A or B?")], "pairwise-v1", 0.25, 77, JsonMode: true, Sample: 2);

    [Fact]
    public async Task The_question_reaches_the_client_whole()
    {
        var client = new FakeClient((_, _) => new(new ChatMessage(ChatRole.Assistant, "{}")));

        await AskAsync(client, Question);

        Assert.Equal([(ChatRole.System, "Judge."), (ChatRole.User, "A or B?")], client.Messages.Select(message => (message.Role, message.Text)));
        var options = client.Options!;
        Assert.Equal(("judge-70b", 0.25f, 0.5f, 77, 2), (options.ModelId, options.Temperature, options.TopP, options.MaxOutputTokens, options.Seed));
        Assert.IsType<ChatResponseFormatJson>(options.ResponseFormat);
        Assert.Equal("pairwise-v1", options.AdditionalProperties![ChatClientJudgeModel.PromptVersionProperty]);
        Assert.Equal(2, options.AdditionalProperties[ChatClientJudgeModel.SampleProperty]);

        await AskAsync(client, Question with { JsonMode = false });
        Assert.Null(client.Options!.ResponseFormat);
    }

    [Fact]
    public async Task The_reply_says_what_it_took_and_who_gave_it()
    {
        var time = new HandClock();
        var client = new FakeClient((_, _) =>
        {
            time.Advance(TimeSpan.FromSeconds(3));
            return new(new ChatMessage(ChatRole.Assistant, "A is better."))
            {
                ModelId = "judge-70b-0613",
                FinishReason = ChatFinishReason.Length,
                Usage = new() { InputTokenCount = 1_000, OutputTokenCount = 100 },
                AdditionalProperties = new() { ["SystemFingerprint"] = "fp_7" },
            };
        });

        var reply = await AskAsync(client, Question, time);

        // 1,000 tokens at 2 dollars a million and 100 at 10 dollars.
        Assert.Equal(new("A is better.", null, "judge-70b-0613", "fp_7", "length", 1_000, 100, 3, 0.003m), reply);
    }

    [Theory]
    [InlineData("the connection was dropped")]
    [InlineData("timed out", true)]
    public async Task What_a_client_throws_is_a_failure_of_transport(string message, bool cancelledByTheClient = false)
    {
        var client = new FakeClient((_, _) => throw (cancelledByTheClient ? new TaskCanceledException(message) : new HttpRequestException(message)));

        var reply = await AskAsync(client, Question);

        Assert.Equal((FailureClass.Transport, message, ""), (reply.Failure, reply.Reason, reply.Raw));
    }

    [Fact]
    public async Task A_cancelled_ask_throws()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var client = new FakeClient((_, token) => throw new OperationCanceledException(token));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new ChatClientJudgeModel(_ => client, TimeProvider.System).AskAsync(Question, cancelled.Token));
    }

    private static Task<JudgeReply> AskAsync(FakeClient client, JudgeQuestion question, TimeProvider? time = null) =>
        new ChatClientJudgeModel(_ => client, time ?? new HandClock()).AskAsync(question, TestContext.Current.CancellationToken);

    private sealed class FakeClient(Func<ChatOptions?, CancellationToken, ChatResponse> answer) : IChatClient
    {
        public IReadOnlyList<ChatMessage> Messages { get; private set; } = [];

        public ChatOptions? Options { get; private set; }

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            (Messages, Options) = ([.. messages], options);
            return Task.FromResult(answer(options, cancellationToken));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    private sealed class HandClock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public void Advance(TimeSpan time) => now += time.Ticks;
    }
}

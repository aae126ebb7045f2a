using System.Text.Json;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Settings;
using Microsoft.Extensions.AI;
using Xunit;
using static ArenaLearning.Services.Tests.Endpoints.EndpointWorld;

namespace ArenaLearning.Services.Tests.Endpoints;

public class EndpointChatTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_carries_sampling_system_prompt_and_extra_fields()
    {
        var (body, _) = await SentAsync(
            Model(Replies.Url) with { TopP = 0.9, SystemPrompt = "Be brief.", ExtraBody = """{"top_k": 20, "seed": null, "max_tokens": 99}""" },
            [new(ChatRole.System, "You judge."), new(ChatRole.User, "1+1?"), new(ChatRole.Assistant, "2"), new(ChatRole.User, "Sure?")],
            new() { Temperature = 0.7f, MaxOutputTokens = 64, Seed = 5, ResponseFormat = ChatResponseFormat.Json });
        Assert.Equal("m", body.GetProperty("model").GetString());
        Assert.Equal("0.7", body.GetProperty("temperature").GetRawText());
        Assert.Equal("0.9", body.GetProperty("top_p").GetRawText());
        Assert.Equal(99, body.GetProperty("max_tokens").GetInt32()); // the extra body's word is the last
        Assert.Equal(20, body.GetProperty("top_k").GetInt32());
        Assert.False(body.TryGetProperty("seed", out _));
        Assert.Equal("json_object", body.GetProperty("response_format").GetProperty("type").GetString());
        Assert.Equal(
            ["system: Be brief.\n\nYou judge.", "user: 1+1?", "assistant: 2", "user: Sure?"],
            body.GetProperty("messages").EnumerateArray().Select(m => $"{m.GetProperty("role").GetString()}: {m.GetProperty("content").GetString()}"));
    }

    [Fact]
    public async Task A_reply_tells_model_fingerprint_finish_reason_tokens_and_cost()
    {
        await using var world = new EndpointWorld(handler: _ => Replies.Answer());
        var model = Model(Replies.Url) with { InputPrice = 2, OutputPrice = 10 };
        var reply = await world.AskAsync(model, "?");
        Assert.Equal(("yes", "m-1", "fp_7", "stop", 30, 10, 0.00016m, false), (
            reply.Text, reply.Model, reply.Fingerprint, reply.FinishReason, reply.PromptTokens, reply.ResponseTokens, reply.CostUsd, reply.FromCache));
    }

    [Fact]
    public async Task A_refusal_is_an_answer_that_says_so()
    {
        await using var world = new EndpointWorld(handler: _ => Replies.Body(System.Net.HttpStatusCode.OK,
            """{"choices":[{"message":{"content":null,"refusal":"I cannot help."},"finish_reason":"content_filter"}]}"""));
        var reply = await world.AskAsync(Model(Replies.Url), "?");
        Assert.Equal(("I cannot help.", true, "content_filter"), (reply.Text, reply.Refused, reply.FinishReason));
    }

    [Fact]
    public async Task A_server_that_knows_no_response_format_is_asked_without_it()
    {
        await using var server = await TestEndpoint.EndpointServer.StartAsync(new() { SupportsFormat = false });
        await using var world = new EndpointWorld();
        for (var i = 0; i < 2; i++)
            Assert.Contains("quality", (await world.AskAsync(Model(server.BaseUrl), $"question {i}", new() { ResponseFormat = ChatResponseFormat.Json })).Text);
        Assert.Equal(3, server.Statistics.Requests); // refused once, and then known
    }

    [Theory]
    [InlineData("{]", "is no JSON object")]
    [InlineData("[1]", "is no JSON object")]
    [InlineData("""{"messages": []}""", "may not set messages")]
    public void An_extra_body_that_cannot_be_used_is_refused_before_anything_is_asked(string extra, string problem) =>
        Assert.Contains(problem, Assert.Single(EndpointRules.Problems(Model(Replies.Url) with { ExtraBody = extra })).Problem);

    [Theory]
    [InlineData("localhost:8000/v1", "base_url")]
    [InlineData("http://user:secret@host/v1", "base_url")]
    public void A_base_url_that_cannot_be_used_is_refused(string url, string key) =>
        Assert.Equal(key, Assert.Single(EndpointRules.Problems(Model(url))).Key);

    [Fact]
    public void Settings_that_can_be_used_have_no_problems() =>
        Assert.Empty(EndpointRules.Problems(Model(Replies.Url, key: new("NAME", null), requests: 10, tokens: 1000)));

    private static async Task<(JsonElement Body, ChatResponse Response)> SentAsync(EndpointModel model, ChatMessage[] messages, ChatOptions options)
    {
        string? sent = null;
        await using var world = new EndpointWorld(handler: request =>
        {
            Assert.Equal($"{Replies.Url}/chat/completions", request.RequestUri!.AbsoluteUri);
            sent = request.Content!.ReadAsStringAsync(Token).Result;
            return Replies.Answer();
        });
        var response = await world.Clients.Get(model).GetResponseAsync(messages, options, Token);
        return (JsonDocument.Parse(sent!).RootElement, response);
    }
}

using System.Net;
using System.Text.Json;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Failures;
using Microsoft.Extensions.AI;
using Xunit;
using static ArenaLearning.Services.Tests.Endpoints.EndpointWorld;

namespace ArenaLearning.Services.Tests.Endpoints;

public class ModelAbilityTests
{
    private static readonly ChatOptions Json = new() { ResponseFormat = ChatResponseFormat.Json };

    [Theory]
    [InlineData(400, "response_format is not supported")]
    [InlineData(400, "Ce modèle n'a pas ce mode")]
    [InlineData(422, "Unprocessable")]
    [InlineData(500, "The model produced output that does not match")]
    [InlineData(404, "No endpoints found that support structured outputs")]
    public async Task A_model_without_json_mode_is_asked_without_it_and_that_is_told_once(int status, string said)
    {
        var (calls, answered) = (0, 0);
        await using var world = new EndpointWorld(handler: request =>
        {
            calls++;
            if (Sent(request).TryGetProperty("response_format", out _)) return Replies.Error(status, said);
            answered++;
            return Replies.Answer();
        });

        for (var i = 0; i < 12; i++) Assert.Equal("yes", (await world.AskAsync(Model(Replies.Url), $"{i}?", Json)).Text);

        Assert.Equal(12, answered);
        // A status of 500 may be an accident, once.
        Assert.Equal(status == 500 ? 14 : 13, calls);
        Assert.Single(world.Log.Text.Split('\n'), line => line.Contains("json_mode: false", StringComparison.Ordinal));
        Assert.DoesNotContain("Requests to it wait", world.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("System role not supported")]
    [InlineData("Conversation roles must alternate user/assistant/user/assistant/...")]
    [InlineData("Bad Request")]
    public async Task A_model_without_a_system_role_has_its_text_in_the_users_message(string said)
    {
        var calls = 0;
        string[] roles = [], texts = [];
        await using var world = new EndpointWorld(handler: request =>
        {
            calls++;
            var messages = Sent(request).GetProperty("messages").EnumerateArray().ToArray();
            roles = [.. messages.Select(message => message.GetProperty("role").GetString()!)];
            texts = [.. messages.Select(message => message.GetProperty("content").GetString()!)];
            return roles.Contains("system") ? Replies.Error(400, said) : Replies.Answer();
        });
        var client = world.Clients.Get(Model(Replies.Url));

        for (var i = 0; i < 3; i++)
            await client.GetResponseAsync([new(ChatRole.System, "You judge."), new(ChatRole.User, $"{i}?")], Json, TestContext.Current.CancellationToken);

        Assert.Equal("user", Assert.Single(roles));
        Assert.Equal("You judge.\n\n2?", Assert.Single(texts));
        Assert.Single(world.Log.Text.Split('\n'), line => line.Contains("takes no system message", StringComparison.Ordinal));
        Assert.InRange(calls, 4, 5); // once refused; where the words say nothing JSON mode was tried first
    }

    [Fact]
    public async Task A_model_that_lacks_both_is_asked_without_both()
    {
        await using var world = new EndpointWorld(handler: request =>
        {
            var sent = Sent(request);
            if (sent.TryGetProperty("response_format", out _)) return Replies.Error(400, "no JSON mode");
            return sent.GetProperty("messages")[0].GetProperty("role").GetString() == "system" ? Replies.Error(400, "no system role") : Replies.Answer();
        });

        Assert.Equal("yes", (await world.AskAsync(Model(Replies.Url) with { SystemPrompt = "Be brief." }, "?", Json)).Text);
    }

    [Theory]
    [InlineData("This model's maximum context length is 64 tokens")]
    [InlineData("Unsupported value: 'temperature'")]
    public async Task A_refusal_of_something_else_is_told_at_once(string said)
    {
        var calls = 0;
        await using var world = new EndpointWorld(handler: _ =>
        {
            calls++;
            return Replies.Error(400, said);
        });

        await Assert.ThrowsAsync<EndpointException>(() => world.AskAsync(Model(Replies.Url), "?", Json));

        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task A_server_that_is_out_is_out_with_json_mode_and_without()
    {
        var calls = 0;
        await using var world = new EndpointWorld(handler: _ => ++calls <= 4 ? Replies.Error(500) : Replies.Answer());

        Assert.Equal("yes", (await world.AskAsync(Model(Replies.Url), "?", Json)).Text);

        Assert.DoesNotContain("json_mode", world.Log.Text, StringComparison.Ordinal);
    }

    private static JsonElement Sent(HttpRequestMessage request)
    {
        using var document = JsonDocument.Parse(request.Content!.ReadAsStringAsync().Result);
        return document.RootElement.Clone();
    }
}

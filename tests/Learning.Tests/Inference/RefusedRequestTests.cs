using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ArenaLearning.Randomness;
using Xunit;

namespace ArenaLearning.Learning.Tests.Inference;

public sealed class RefusedRequestTests : IAsyncLifetime
{
    private const string Hello = """ "model": "multiplier", "messages": [{"role": "user", "content": "1+1"}] """;

    private RunningServer server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await RunningServer.StartAsync(queueLimit: 12);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("", null, "invalid_json")]
    [InlineData("{", null, "invalid_json")]
    [InlineData("{\"model\": \"\\ud800\", \"messages\": []}", null, "invalid_json")]
    [InlineData("[1]", null, "invalid_json")]
    [InlineData("{\"model\": \"multiplier\", \"model\": \"multiplier\"}", null, "invalid_json")]
    [InlineData("{\"messages\": [{\"role\": \"user\", \"content\": \"1\"}]}", "model", "missing_required_parameter")]
    [InlineData("{\"model\": null, \"messages\": [{\"role\": \"user\", \"content\": \"1\"}]}", "model", "missing_required_parameter")]
    [InlineData("{\"model\": \"multiplier\"}", "messages", "missing_required_parameter")]
    [InlineData("{\"model\": \"multiplier\", \"messages\": []}", "messages", "invalid_value")]
    [InlineData("{\"model\": \"multiplier\", \"messages\": \"hello\"}", "messages", "invalid_type")]
    [InlineData("{\"model\": \"multiplier\", \"messages\": [\"hello\"]}", "messages[0]", "invalid_type")]
    [InlineData("{\"model\": \"multiplier\", \"messages\": [{\"role\": \"user\"}]}", "messages[0].content", "missing_required_parameter")]
    [InlineData("{\"model\": \"multiplier\", \"messages\": [{\"role\": \"tool\", \"content\": \"1\"}]}", "messages[0].role", "unsupported_value")]
    [InlineData(
        "{\"model\": \"multiplier\", \"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\"}]}]}",
        "messages[0].content[0].type", "unsupported_value")]
    public async Task A_body_that_is_no_request_is_refused(string body, string? field, string code)
    {
        var error = await RefusedAsync(400, body);
        Assert.Equal((field, code), (Text(error, "param"), Text(error, "code")));
    }

    [Theory]
    [InlineData("\"temperature\": \"hot\"", "temperature: must be a number, is a string.")]
    [InlineData("\"temperature\": 2.5", "temperature: must be from 0 to 2, is 2.5.")]
    [InlineData("\"top_p\": -1", "top_p: must be from 0 to 1, is -1.")]
    [InlineData("\"max_tokens\": 0", "max_tokens: must be a whole number from 1 to 2147483647, is 0.")]
    [InlineData("\"max_tokens\": 1.5", "max_tokens: must be a whole number from 1 to 2147483647, is 1.5.")]
    [InlineData("\"max_tokens\": 1, \"max_completion_tokens\": 2", "max_tokens: is 1, but max_completion_tokens is 2. They mean the same: give one of them.")]
    [InlineData("\"n\": 0", "n: must be a whole number from 1 to 16, is 0.")]
    [InlineData("\"n\": 13", "n: is 13, and at most 12 answers may wait here. Ask for fewer at a time.")]
    [InlineData("\"seed\": \"x\"", "seed: must be a whole number, is a string.")]
    [InlineData("\"stream\": 1", "stream: must be true or false, is a number.")]
    [InlineData("\"stop\": [\"\"]", "stop[0]: must not be empty.")]
    [InlineData("\"stop\": {}", "stop: must be a string, is an object.")]
    [InlineData("\"top_logprobs\": 2", "top_logprobs: needs logprobs to be true.")]
    [InlineData("\"logprobs\": true, \"top_logprobs\": 21", "top_logprobs: must be a whole number from 0 to 20, is 21.")]
    [InlineData("\"frequency_penalty\": 0.5", "frequency_penalty: is not supported by this server. Leave it out.")]
    [InlineData("\"top_k\": 5", "top_k: is not supported by this server. Leave it out.")]
    [InlineData("\"stream_options\": {\"every\": 2}", "stream_options.every: is not supported by this server. Leave it out.")]
    [InlineData("\"tools\": [{}]", "tools: is not supported by this server. Leave it out.")]
    [InlineData(
        "\"response_format\": {\"type\": \"json_object\"}",
        "response_format.type: 'json_object' is not supported: answers are free text. "
        + "Leave response_format out, and ask for the format in the message.")]
    public async Task A_field_that_cannot_be_honoured_is_named(string field, string message)
    {
        var error = await RefusedAsync(400, $"{{{Hello}, {field}}}");
        Assert.Equal((message, "invalid_request_error"), (Text(error, "message"), Text(error, "type")));
        Assert.Equal(message.Split(':')[0], Text(error, "param"));
    }

    [Fact]
    public async Task However_a_request_is_damaged_it_is_answered_or_refused()
    {
        var whole = Encoding.UTF8.GetBytes(
            $$"""{{{Hello}}, "seed": 1, "stop": ["a", "b"], "max_tokens": 3, "stream_options": {"include_usage": false}, "top_p": 0.5}""");
        var random = new SplitMix64(1);
        var refused = 0;
        for (var round = 0; round < 500; round++)
        {
            byte[] body = [.. whole];
            for (var change = random.Below(3); change >= 0; change--) body[random.Below(body.Length)] = (byte)random.Below(256);
            using var response = await server.Http.PostAsync("/v1/chat/completions", new ByteArrayContent(body), Cancellation);
            Assert.True((int)response.StatusCode is 200 or 400 or 404, $"{response.StatusCode} to {Encoding.Latin1.GetString(body)}");
            if (response.IsSuccessStatusCode) continue;
            refused++;
            Assert.NotEmpty(Text(await ErrorAsync(response), "message")!);
        }
        Assert.InRange(refused, 250, 499);
    }

    [Fact]
    public async Task Fields_that_change_nothing_are_accepted()
    {
        using var response = await server.PostAsync($$"""
            {{{Hello}}, "frequency_penalty": 0, "presence_penalty": 0.0, "logit_bias": {}, "tools": [], "tool_choice": "none",
             "response_format": {"type": "text"},
             "user": "me", "metadata": {"a": "b"}, "store": false, "seed": null, "stop": null, "modalities": ["text"], "n": 1, "logprobs": false}
            """);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task A_dialogue_that_leaves_no_room_is_refused_with_the_numbers()
    {
        var error = await RefusedAsync(400, $$"""{"model": "multiplier", "messages": [{"role": "user", "content": "{{new string('1', 94)}}"}]}""");
        Assert.Equal(("context_length_exceeded", "messages"), (Text(error, "code"), Text(error, "param")));
        Assert.Equal("messages: they take 96 tokens, and multiplier has 96 positions for them and the answer together. Shorten them.", Text(error, "message"));
        using var fits = await server.PostAsync($$"""{"model": "multiplier", "messages": [{"role": "user", "content": "{{new string('1', 93)}}"}]}""");
        Assert.True(fits.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("GET", "/v1/completions", 404)]
    [InlineData("GET", "/v1/chat/completions", 405)]
    [InlineData("POST", "/v1/models", 405)]
    public async Task A_path_that_is_not_there_says_which_are(string method, string path, int status)
    {
        using var response = await server.Http.SendAsync(new(new(method), path), Cancellation);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.StartsWith($"There is no {method} {path} here, but POST /v1/chat/completions", Text(await ErrorAsync(response), "message"));
    }

    private async Task<JsonElement> RefusedAsync(int status, string body)
    {
        using var response = await server.PostAsync(body);
        Assert.Equal(status, (int)response.StatusCode);
        return await ErrorAsync(response);
    }

    private static async Task<JsonElement> ErrorAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("error");

    private static string? Text(JsonElement error, string field) => error.TryGetProperty(field, out var value) ? value.GetString() : null;
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Endpoints.Clients;
using ArenaLearning.Endpoints.Failures;
using Xunit;
using static ArenaLearning.Services.Tests.Endpoints.EndpointWorld;

namespace ArenaLearning.Services.Tests.Endpoints;

public class ReplyReadingTests
{
    private const string Usage = """ "usage":{"prompt_tokens":30,"completion_tokens":10} """;

    [Theory]
    [InlineData("""{"content":"Blue."}""")]
    [InlineData("""{"content":[{"type":"text","text":"Blue."}]}""")]
    [InlineData("""{"content":[{"type":"text","text":"Bl"},{"type":"text","text":"ue."}]}""")]
    [InlineData("""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm."}]},{"type":"text","text":"Blue."}]}""")]
    [InlineData("""{"content":[{"type":"reasoning","text":"Hm."},"Blue."]}""")]
    [InlineData("""{"content":{"type":"text","text":"Blue."}}""")]
    [InlineData("""{"content":"Blue.","reasoning_content":"Hm.","reasoning":"Hm.","tool_calls":null,"refusal":null}""")]
    [InlineData("""{"content":"<think>\nHm.\n</think>\n\nBlue."}""")]
    [InlineData("""{"content":"Hm.\n</think>\n\nBlue."}""")]
    [InlineData("""{"content":"<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Blue."}""")]
    public async Task The_answer_is_the_text_and_not_the_thinking(string message)
    {
        var reply = await ReadAsync($$"""{"choices":[{"message":{{message}},"finish_reason":"stop"}],{{Usage}}}""");

        Assert.Equal(("Blue.", "stop", 30, 10, false), (reply.Text, reply.FinishReason, reply.PromptTokens, reply.ResponseTokens, reply.IsEstimated));
    }

    [Theory]
    [InlineData("""{"content":"<think>Hm.</think>Blue."}""", "<think>Hm.</think>Blue.")]
    [InlineData("""{"content":"Blue.","reasoning_content":"Hm."}""", "<think>\nHm.\n</think>\n\nBlue.")]
    public async Task Thinking_stays_where_it_is_asked_for(string message, string text)
    {
        var reply = await ReadAsync($$"""{"choices":[{"message":{{message}}}]}""", Model(Replies.Url) with { Thinking = ThinkingRule.Keep });

        Assert.Equal(text, reply.Text);
    }

    [Theory]
    [InlineData("""{"content":null,"reasoning_content":"Blue, I think."}""", "stop", "gave its thinking and no answer")]
    [InlineData("""{"content":"","reasoning":"Blue, I"}""", "length", "raise max_tokens")]
    [InlineData("""{"content":"<think>Blue, I"}""", "length", "raise max_tokens")]
    [InlineData("""{"content":"<think>Blue, I"}""", "stop", "in the middle of its thinking")]
    [InlineData("""{"content":"<think>Blue, I think.</think>"}""", "stop", "gave its thinking and no answer")]
    [InlineData("""{"content":""}""", "length", "without a word of an answer: raise max_tokens")]
    [InlineData("""{"content":"  \n"}""", "stop", "answered without a word")]
    [InlineData("""{"content":[]}""", "stop", "answered without a word")]
    [InlineData("""{"content":null,"tool_calls":[{"id":"1","function":{"name":"look_up","arguments":"{}"}}]}""", "tool_calls", "called a tool (look_up)")]
    [InlineData("""{"content":"Let me see.","tool_calls":[{"function":{"name":"look_up"}}]}""", "tool_calls", "called a tool (look_up)")]
    [InlineData("""{"content":null,"function_call":{"name":"look_up"}}""", "stop", "called a tool (look_up)")]
    [InlineData("""{"content":null}""", "content_filter", "content filter")]
    [InlineData("""{"content":"The sky"}""", "content_filter", "content filter (\"The sky\")")]
    [InlineData("""{"content":"The sky"}""", "SAFETY", "content filter")]
    public async Task What_is_no_answer_is_a_failure_that_is_paid_and_not_kept(string message, string finish, string reason)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("no-answer-").FullName, ReplyPlace.FileName);
        var calls = 0;
        await using var world = new EndpointWorld(file, handler: _ =>
        {
            calls++;
            return Replies.Body(HttpStatusCode.OK, $$"""{"choices":[{"message":{{message}},"finish_reason":"{{finish}}"}],{{Usage}}}""");
        });
        var model = Model(Replies.Url) with { InputPrice = 2, OutputPrice = 10 };

        for (var i = 0; i < 2; i++)
        {
            var failure = await Assert.ThrowsAsync<NoAnswerException>(() => world.AskAsync(model, "?"));
            Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
            Assert.Equal(0.00016m, failure.Reply.CostUsd);
        }

        Assert.Equal(2, calls); // not tried again by itself, and not kept
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Theory]
    [InlineData("""{"choices":[{"message":{"content":""},"finish_reason":"error"}]}""", "finish_reason error", 3)]
    [InlineData("""{"choices":[{"error":{"message":"Upstream is full","code":429},"message":{"content":""}}]}""", "429 (Upstream is full)", 3)]
    [InlineData("""{"error":{"message":"Provider failed","code":502}}""", "502 (Provider failed)", 3)]
    [InlineData("""{"error":"model is loading"}""", "model is loading", 3)]
    [InlineData("""{"object":"error","message":"no such adapter","code":404}""", "404 (no such adapter)", 1)]
    [InlineData("""{"error":{"message":"bad prompt","code":400}}""", "400 (bad prompt)", 1)]
    [InlineData("""{"detail":"still starting"}""", "still starting", 3)]
    [InlineData("""{"choices":null}""", "no choices[0].message", 3)]
    [InlineData("""{"choices":[]}""", "no choices[0].message", 3)]
    [InlineData("""{"choices":["hello"]}""", "no choices[0].message", 3)]
    [InlineData("""{"choices":[null]}""", "no choices[0].message", 3)]
    [InlineData("""{"requestId":"1","status":"queued"}""", "but requestId, status", 3)]
    [InlineData("[]", "no choices[0].message", 3)]
    [InlineData("null", "no choices[0].message", 3)]
    [InlineData("", "it is empty", 3)]
    [InlineData("<html>Log in</html>", "begins \"<html>Log in</html>\": check that base_url", 3)]
    [InlineData("{\"message\":{}}\n{\"done\":true}\n", "Ollama's own API", 3)]
    public async Task An_error_in_a_reply_of_success_is_told_in_the_servers_words(string body, string said, int calls)
    {
        var asked = 0;
        await using var world = new EndpointWorld(handler: _ =>
        {
            asked++;
            return Replies.Body(HttpStatusCode.OK, body);
        });

        var failure = await world.FailAsync(Model(Replies.Url, retries: 2), "?");

        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.Equal(calls, asked);
    }

    [Theory]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":20}""", 10, 20)]
    [InlineData("""{"prompt_tokens":10.0,"completion_tokens":20.0}""", 10, 20)]
    [InlineData("""{"prompt_tokens":"10","completion_tokens":"20"}""", 10, 20)]
    [InlineData("""{"prompt_tokens":10,"total_tokens":30}""", 10, 20)]
    [InlineData("""{"input_tokens":10,"output_tokens":20}""", 10, 20)]
    [InlineData("""{"prompt_tokens":null,"completion_tokens":null}""", null, null)]
    [InlineData("""{"prompt_tokens":0,"completion_tokens":0}""", null, null)]
    [InlineData("""{"prompt_tokens":-5,"completion_tokens":2.5}""", null, null)]
    [InlineData("""{"prompt_tokens":1e99,"completion_tokens":"many"}""", null, null)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":[]}""", 10, null)]
    [InlineData("null", null, null)]
    [InlineData("[]", null, null)]
    public async Task Usage_that_lacks_or_cannot_be_is_unknown_and_estimated(string usage, int? prompt, int? response)
    {
        var model = Model(Replies.Url) with { InputPrice = 1_000_000, OutputPrice = 1_000_000 };
        var text = new string('x', 400);

        var reply = await ReadAsync($$"""{"choices":[{"message":{"content":"{{text}}"} }],"usage":{{usage}}}""", model);

        Assert.Equal(prompt is null || response is null, reply.IsEstimated);
        Assert.Equal(prompt ?? reply.PromptTokens, reply.PromptTokens);
        Assert.Equal(response ?? 101, reply.ResponseTokens);
        Assert.InRange(reply.PromptTokens, 1, 100);
        Assert.Equal(reply.PromptTokens + reply.ResponseTokens, reply.CostUsd);
    }

    [Fact]
    public async Task That_tokens_are_estimated_is_said_once_for_a_model()
    {
        await using var world = new EndpointWorld(handler: _ => Replies.Body(HttpStatusCode.OK, """{"choices":[{"message":{"content":"Blue."}}]}"""));

        for (var i = 0; i < 3; i++) await world.AskAsync(Model(Replies.Url), $"{i}?");

        Assert.Single(world.Log.Text.Split('\n'), line => line.Contains("does not count the tokens of m", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("length", "length")]
    [InlineData("max_tokens", "length")]
    [InlineData("MAX_TOKENS", "length")]
    [InlineData("end_turn", "stop")]
    [InlineData(null, "stop")]
    public async Task An_answer_says_whether_it_was_cut_off_in_whatever_word(string? word, string finish)
    {
        var written = word is null ? "null" : $"\"{word}\"";

        Assert.Equal(finish, (await ReadAsync($$"""{"choices":[{"message":{"content":"Blue"},"finish_reason":{{written}}}]}""")).FinishReason);
    }

    [Fact]
    public async Task The_first_choice_is_that_with_the_index_0() => Assert.Equal("one", (await ReadAsync(
        """{"choices":[{"index":1,"message":{"content":"two"}},{"index":0,"message":{"content":"one"}}]}""")).Text);

    [Theory]
    [InlineData("""{"choices":[{"index":0,"text":"Blue."}]}""")]
    [InlineData("\n \n{\"choices\":[{\"message\":{\"content\":\"Blue.\"}}]}")]
    [InlineData("""
        data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}

        data: {"choices":[{"index":0,"delta":{"content":"Bl"},"finish_reason":null}]}

        data: {"choices":[{"index":0,"delta":{"content":"ue."},"finish_reason":"stop"}]}

        data: [DONE]
        """)]
    public async Task Bodies_of_other_shapes_are_read(string body) => Assert.Equal("Blue.", (await ReadAsync(body)).Text);

    [Theory]
    [InlineData("""\ud83d""", "\ufffd")]
    [InlineData("""\ud83d\ude00""", "\ud83d\ude00")]
    [InlineData("""\\ud83d""", """\ud83d""")]
    [InlineData("""\udc00\u0041""", "\ufffdA")]
    public async Task Half_a_surrogate_pair_is_no_text_and_stops_nothing(string written, string read) =>
        Assert.Equal(read, (await ReadAsync($$"""{"choices":[{"message":{"content":"{{written}}"} }]}""")).Text);

    [Fact]
    public async Task A_body_is_read_in_the_encoding_that_its_server_names_and_not_guessed_at()
    {
        const string Body = """{"choices":[{"message":{"content":"Grün"}}]}""";
        await using var world = new EndpointWorld(handler: request =>
        {
            var isNamed = request.Content!.ReadAsStringAsync().Result.Contains("named", StringComparison.Ordinal);
            var content = new ByteArrayContent(Encoding.Latin1.GetBytes(Body));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json", isNamed ? "iso-8859-1" : null);
            return new(HttpStatusCode.OK) { Content = content };
        });

        Assert.Equal("Grün", (await world.AskAsync(Model(Replies.Url, "named"), "?")).Text);
        Assert.Contains("not in UTF-8", (await world.FailAsync(Model(Replies.Url, "other", retries: 0), "?")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3.5", 3.5)]
    [InlineData("2s", 2)]
    [InlineData("4", 4)]
    public async Task A_server_may_ask_to_wait_in_any_number_of_seconds(string written, double seconds)
    {
        await using var world = new EndpointWorld(handler: _ => Replies.Error(429, retryAfter: written));

        Assert.Equal(TimeSpan.FromSeconds(seconds), (await world.FailAsync(Model(Replies.Url, retries: 0), "?")).RetryAfter);
    }

    [Theory]
    [InlineData("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", "\"max_completion_tokens\": 1024")]
    [InlineData("Extra inputs are not permitted: seed", "extra_body: '{\"seed\": null}'")]
    [InlineData("This model's maximum context length is 64 tokens", "lower max_tokens, or shorten the prompt")]
    public async Task A_refused_field_is_told_with_what_to_write(string said, string advice)
    {
        await using var world = new EndpointWorld(handler: _ => Replies.Error(400, said));

        Assert.Contains(advice, (await world.FailAsync(Model(Replies.Url), "?")).Message, StringComparison.Ordinal);
    }

    private static async Task<EndpointReply> ReadAsync(string body, EndpointModel? model = null)
    {
        await using var world = new EndpointWorld(handler: _ => Replies.Body(HttpStatusCode.OK, body));
        return await world.AskAsync(model ?? Model(Replies.Url, retries: 0), "?");
    }
}

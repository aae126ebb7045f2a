using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArenaLearning.Inference;
using ArenaLearning.Inference.Models;
using ArenaLearning.Inference.Settings;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Tokenizers;
using ArenaLearning.Learning.Tests.Jobs;
using TorchSharp;
using Xunit;

namespace ArenaLearning.Learning.Tests.Inference;

/// <summary>Many requests at once.</summary>
public sealed class CompanyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_seeded_request_has_the_same_answer_alone_and_among_others()
    {
        await using var server = await RunningServer.StartAsync(slots: 4);
        // Hot, so that answers hang on every bit of the logits, and of different lengths.
        object Request(int i) => new
        {
            model = "multiplier",
            temperature = 1.7,
            seed = i,
            top_p = i % 3 == 0 ? 0.9 : 1,
            max_tokens = 10 + i * 2,
            messages = new[] { new { role = "user", content = $"Zoe has {i} boxes with {i * 7} apples each. " + (i % 2 == 0 ? "How many in all?" : "") } },
        };
        var alone = new List<string>();
        for (var i = 0; i < 24; i++) alone.Add(await server.AskAsync(Request(i)));
        Assert.True(alone.Distinct().Count() > 12);
        for (var round = 0; round < 3; round++)
            Assert.Equal(alone, await Task.WhenAll(Enumerable.Range(0, 24).Select(i => server.AskAsync(Request(i)))));
    }

    [Fact]
    public async Task Choices_differ_and_the_first_is_what_is_said_when_one_is_asked_for()
    {
        await using var server = await RunningServer.StartAsync();
        object Request(int n) => new
        {
            model = "multiplier",
            temperature = 2,
            seed = 3,
            n,
            messages = new[] { new { role = "user", content = "What is 1 + 2 - 3?" } },
        };
        using var response = await server.Http.PostAsJsonAsync("/v1/chat/completions", Request(6), Cancellation);
        var choices = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("choices").EnumerateArray().ToArray();
        Assert.Equal(Enumerable.Range(0, 6), choices.Select(choice => choice.GetProperty("index").GetInt32()));
        string[] texts = [.. choices.Select(choice => choice.GetProperty("message").GetProperty("content").GetString()!)];
        Assert.Equal(await server.AskAsync(Request(1)), texts[0]);
        Assert.True(texts.Distinct().Count() > 2);
    }

    [Fact]
    public async Task A_full_queue_refuses_for_a_while_and_a_client_that_leaves_makes_room()
    {
        await using var server = await RunningServer.StartAsync(slots: 1, queueLimit: 1, models: ModelSource.Of(await EndlessModelAsync()));
        var first = await OpenStreamAsync(server);
        await server.BusyAsync(decoding: 1, waiting: 0);
        var second = OpenStreamAsync(server);
        await server.BusyAsync(decoding: 1, waiting: 1);

        using (var refused = await server.PostAsync(EndlessRequest(stream: false)))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Equal(1, int.Parse(refused.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture));
            Assert.Contains("queue_full", await refused.Content.ReadAsStringAsync(Cancellation));
        }

        first.Dispose();
        await server.BusyAsync(decoding: 1, waiting: 0);
        (await second).Dispose();
        await server.BusyAsync(decoding: 0, waiting: 0);
    }

    [Fact]
    public async Task A_server_that_stops_tells_those_who_wait()
    {
        var server = await RunningServer.StartAsync(slots: 1, models: ModelSource.Of(await EndlessModelAsync()));
        using var running = await OpenStreamAsync(server);
        var waiting = server.PostAsync(EndlessRequest(stream: false));
        await server.BusyAsync(decoding: 1, waiting: 1);

        await server.Server.DisposeAsync();

        using var told = await waiting;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, told.StatusCode);
        var events = await running.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("\"code\":\"shutting_down\"", events);
        Assert.DoesNotContain("[DONE]", events);
        server.Http.Dispose();
    }

    [Fact]
    public async Task A_port_that_is_taken_and_a_reward_model_are_refused()
    {
        await using var server = await RunningServer.StartAsync();
        var taken = await Assert.ThrowsAsync<ArgumentException>(() => InferenceServer.StartAsync(
            new([ModelSource.Of(ShippedCheckpoint.Multiplier)], Port: server.Server.Address.Port, Device: "cpu"), cancellationToken: Cancellation));
        Assert.StartsWith($"Port {server.Server.Address.Port} of 127.0.0.1 is taken", taken.Message);
        using var jobs = new TinyJobs();
        await jobs.ModelAsync("scorer", scoreHead: true);
        var reward = await Assert.ThrowsAsync<CheckpointException>(() => InferenceServer.StartAsync(
            new([ModelSource.Of(jobs.File("scorer"))], Port: 0, Device: "cpu"), cancellationToken: Cancellation));
        Assert.Contains("it is a reward model, which answers nothing", reward.Message);
    }

    private static string EndlessRequest(bool stream) =>
        $$"""{"model": "endless", "temperature": 0, "stream": {{(stream ? "true" : "false")}}, "messages": [{"role": "user", "content": "1+2="}]}""";

    /// <summary>A request whose answer has begun.</summary>
    private static async Task<HttpResponseMessage> OpenStreamAsync(RunningServer server) => await server.Http.SendAsync(
        new(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(EndlessRequest(stream: true)) },
        HttpCompletionOption.ResponseHeadersRead, Cancellation);

    /// <summary>A model that talks for minutes: 50,000 positions, and an end token whose logit is 0, never the largest.</summary>
    private async Task<string> EndlessModelAsync()
    {
        using var parameters = DecoderParameters.Initialise(TinyJobs.Config with { MaxPositions = 50_000 }, scoreHead: false, torch.CPU, seed: 11);
        var values = parameters.ToArray();
        var width = TinyJobs.Config.HiddenSize;
        values.AsSpan((int)parameters.Layout["model.embed_tokens.weight"].Offset + SpecialTokens.EndOfSequence * width, width).Clear();
        parameters.CopyFrom(values);
        await CheckpointFolder.WriteAsync(folder.File("endless"), parameters.ToCheckpoint(TinyJobs.Tokenizer), cancellationToken: Cancellation);
        return folder.File("endless");
    }
}

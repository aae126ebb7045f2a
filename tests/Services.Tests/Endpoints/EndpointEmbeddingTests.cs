using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.DataMining.Embeddings;
using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Endpoints.Failures;
using Microsoft.Extensions.AI;
using Xunit;
using static ArenaLearning.Services.Tests.Endpoints.EndpointWorld;

namespace ArenaLearning.Services.Tests.Endpoints;

public sealed class EndpointEmbeddingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("endpoint-embeddings-").FullName;
    private readonly ConcurrentQueue<(string Url, string? Key, string? Model, string[] Texts)> requests = [];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Many_texts_go_in_batches_with_model_and_key_and_come_back_in_their_order()
    {
        Environment.SetEnvironmentVariable("EMBEDDING_TESTS_KEY", "secret-1");
        await using var world = new EndpointWorld(handler: Answer);
        var model = Model(Replies.Url, "gte-large", new KeySource("EMBEDDING_TESTS_KEY", null));
        string[] texts = [.. Enumerable.Range(0, 150).Select(i => $"text {i % 100}")];

        var rows = await new EmbeddingCache(world.Clients.Embeddings(model), concurrency: 3)
            .EmbedAsync(texts, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((150, 2), (rows.Count, rows.Dimension));
        Assert.Equal([36, 64], requests.Select(request => request.Texts.Length).Order());
        Assert.Equal((Replies.Url + "/embeddings", "Bearer secret-1", "gte-large"), Assert.Single(requests.Select(r => (r.Url, r.Key, r.Model)).Distinct()));
        Assert.All(Enumerable.Range(0, 150), i => Assert.Equal(Unit(i % 100), rows.Row(i)[0], 1e-6f));
    }

    [Fact]
    public async Task A_text_is_asked_for_once_whatever_stands_beside_it()
    {
        var file = Path.Combine(folder, ReplyPlace.FileName);
        var model = Model(Replies.Url);
        float[][] first;
        await using (var world = new EndpointWorld(file, handler: Answer)) first = await EmbedAsync(world, model, "text 1", "text 2", "text 3");
        await using var later = new EndpointWorld(file, handler: Answer);

        var again = await EmbedAsync(later, model, "text 3", "text 4", "text 1");
        var other = await EmbedAsync(later, model with { Model = "another" }, "text 1");

        Assert.Equal([first[2], Vector("text 4"), first[0]], again);
        Assert.Equal(first[0], other[0]);
        Assert.Equal([["text 1", "text 2", "text 3"], ["text 4"], ["text 1"]], requests.Select(request => request.Texts));
    }

    [Fact]
    public async Task Without_a_cache_everything_is_asked_for()
    {
        await using var world = new EndpointWorld(handler: Answer);

        await EmbedAsync(world, Model(Replies.Url), "text 1");
        await EmbedAsync(world, Model(Replies.Url), "text 1");

        Assert.Equal(2, requests.Count);
    }

    [Fact]
    public async Task An_endpoint_that_is_busy_or_stumbles_is_asked_again()
    {
        var times = 0;
        await using var world = new EndpointWorld(handler: request => times++ switch
        {
            0 => Replies.Error(429, retryAfter: "0"),
            1 => Replies.Error(500),
            2 => Replies.Body(HttpStatusCode.OK, """{"data": [{"index": 0, "embedd"""),
            _ => Answer(request),
        });

        Assert.Equal(Vector("text 5"), Assert.Single(await EmbedAsync(world, Model(Replies.Url), "text 5")));
        Assert.Equal(4, times);
    }

    [Fact]
    public async Task A_batch_that_is_too_long_is_halved_and_a_text_that_is_too_long_is_named()
    {
        await using var world = new EndpointWorld(handler: request => Texts(request) is var texts && texts.Sum(text => text.Length) > 40
            ? Replies.Error(texts.Length > 1 ? 413 : 400, "This model's maximum context length is 40.") : Answer(request));
        string[] texts = [.. Enumerable.Range(0, 11).Select(i => $"text {i}")];

        Assert.Equal(texts.Select(Vector), await EmbedAsync(world, Model(Replies.Url), texts));

        string[] withLong = [.. texts, $"A story {new string('z', 90)}"];
        var refused = await Assert.ThrowsAsync<EndpointException>(() => EmbedAsync(world, Model(Replies.Url), withLong));
        Assert.Contains("maximum context length is 40", refused.Message, StringComparison.Ordinal);
        Assert.Contains("of 98 characters, that begins \"A story zzz", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"data": [{"index": 0, "embedding": [1]}]}""", "asked for 2 embeddings and got 1")]
    [InlineData("""{"data": [{"index": 0, "embedding": [1]}, {"index": 0, "embedding": [1]}]}""", "data[1] has the index 0")]
    [InlineData("""{"data": [{"index": 0, "embedding": [1]}, {"index": 2, "embedding": [1]}]}""", "data[1] has the index 2")]
    [InlineData("""{"data": [{"index": 0, "embedding": [1]}, {"index": 1, "embedding": "AAAA"}]}""", "data[1].embedding is no list of numbers")]
    [InlineData("""{"data": [{"index": 0, "embedding": [1]}, {"index": 1, "embedding": [1e99]}]}""", "data[1].embedding[0] is no finite number")]
    [InlineData("""{"data": [{"index": 0, "embedding": [1]}, {"index": 1, "embedding": []}]}""", "data[1].embedding is empty")]
    [InlineData("""{"data": [{"index": null, "embedding": [1]}, {"index": 1, "embedding": [1]}]}""", "data[0].index is null and no whole number")]
    [InlineData("""{"data": [{"index": 0, "embedding": [[1]]}, {"index": 1, "embedding": [[1]]}]}""", "data[0].embedding[0] is no finite number")]
    [InlineData("""{"data": [null, "x"]}""", "data[0].embedding is no list of numbers")]
    [InlineData("""{"embeddings": [[1], [1]]}""", "no list named data")]
    public async Task A_reply_that_has_not_one_embedding_for_each_text_is_found_out(string body, string reason)
    {
        await using var world = new EndpointWorld(handler: _ => Replies.Body(HttpStatusCode.OK, body));

        var error = await Assert.ThrowsAsync<EndpointException>(() => EmbedAsync(world, Model(Replies.Url, retries: 0), "a", "b"));

        Assert.Equal(EndpointFailure.UnreadableReply, error.Failure);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_embedding_of_nothing_but_zeros_is_refused_and_not_kept()
    {
        var file = Path.Combine(folder, ReplyPlace.FileName);
        await using var world = new EndpointWorld(file, handler: _ => Replies.Body(
            HttpStatusCode.OK, """{"data": [{"index": 0, "embedding": [0.0, -0.0]}]}"""));

        for (var i = 0; i < 2; i++)
        {
            var error = await Assert.ThrowsAsync<EndpointException>(() => EmbedAsync(world, Model(Replies.Url), "a cat"));
            Assert.Contains("nothing but zeros for the text that begins \"a cat\"", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_missing_key_is_told_before_anything_is_sent()
    {
        await using var world = new EndpointWorld(handler: Answer);

        var error = await Assert.ThrowsAsync<EndpointException>(() => EmbeddingSource.CreateAsync(
            new(Model(Replies.Url, key: new KeySource("NO_SUCH_VARIABLE", null))), world.Clients, TestContext.Current.CancellationToken));

        Assert.Contains("NO_SUCH_VARIABLE", error.Message, StringComparison.Ordinal);
        Assert.Empty(requests);
    }

    private static async Task<float[][]> EmbedAsync(EndpointWorld world, EndpointModel model, params string[] texts) =>
        [.. (await world.Clients.Embeddings(model).GenerateAsync(texts, cancellationToken: TestContext.Current.CancellationToken))
            .Select(row => row.Vector.ToArray())];

    /// <summary>Answers as /v1/embeddings does, the last text first.</summary>
    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        using var body = JsonDocument.Parse(Read(request));
        var texts = Texts(request);
        requests.Enqueue((request.RequestUri!.AbsoluteUri, request.Headers.Authorization?.ToString(),
            body.RootElement.GetProperty("model").GetString(), texts));
        return Replies.Body(HttpStatusCode.OK, JsonSerializer.Serialize(new
        {
            data = texts.Select((text, index) => new { index, embedding = Vector(text) }).Reverse(),
            usage = new { prompt_tokens = 3 * texts.Length },
        }));
    }

    private static string[] Texts(HttpRequestMessage request)
    {
        using var body = JsonDocument.Parse(Read(request));
        return [.. body.RootElement.GetProperty("input").EnumerateArray().Select(text => text.GetString()!)];
    }

    private static string Read(HttpRequestMessage request)
    {
        using var copy = new MemoryStream();
        request.Content!.CopyTo(copy, null, CancellationToken.None);
        return Encoding.UTF8.GetString(copy.ToArray());
    }

    private static float[] Vector(string text) => [int.Parse(text.Split(' ')[^1], CultureInfo.InvariantCulture), 10];

    private static float Unit(int number) => number / MathF.Sqrt((number * number) + 100);
}

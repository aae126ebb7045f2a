using System.Net;
using System.Text;
using System.Text.Json;
using ArenaLearning.DataMining.Embeddings;
using Microsoft.Extensions.AI;
using Xunit;

namespace ArenaLearning.Services.Tests.DataMining.Embeddings;

public class EmbeddingTests
{
    private static async Task<EmbeddingMatrix> EmbedAsync(IEmbeddingGenerator<string, Embedding<float>> generator, params string[] texts) =>
        await new EmbeddingCache(generator, concurrency: 3).EmbedAsync(texts, cancellationToken: TestContext.Current.CancellationToken);

    private static float Cosine(EmbeddingMatrix rows, int a, int b) => System.Numerics.Tensors.TensorPrimitives.Dot(rows.Row(a), rows.Row(b));

    [Fact]
    public async Task The_fallback_puts_texts_with_common_words_near_each_other()
    {
        var rows = await EmbedAsync(new HashedNGramEmbeddings(),
            "Write a poem about the sea in autumn.", "Write a short poem about the sea.", "How do I sort a list of numbers in Python?", "How can I sort a Python list?");

        Assert.True(Cosine(rows, 0, 1) > 0.5);
        Assert.True(Cosine(rows, 2, 3) > 0.5);
        Assert.True(Math.Max(Cosine(rows, 0, 2), Cosine(rows, 1, 3)) < 0.3);
        Assert.Equal(1, Cosine(rows, 0, 0), 5);
    }

    [Fact]
    public async Task The_fallback_says_that_it_is_one()
    {
        using var source = await EmbeddingSource.CreateAsync(new(), TestContext.Current.CancellationToken);

        Assert.True(source.IsFallback);
        Assert.Contains("fallback", source.Description.Kind, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_gets_batches_with_model_and_key_and_every_text_once()
    {
        Environment.SetEnvironmentVariable("EMBEDDING_TESTS_KEY", "secret-1");
        var server = new FakeEndpoint();
        using var http = new HttpClient(server);
        using var generator = new OpenAiEndpoint(new("http://localhost:1/v1"), "gte-large", "EMBEDDING_TESTS_KEY").Embeddings(http);
        string[] texts = [.. Enumerable.Range(0, 150).Select(i => $"text {i % 100}")];

        var rows = await EmbedAsync(generator, texts);

        Assert.Equal((150, 2), (rows.Count, rows.Dimension));
        Assert.Equal(100, server.Inputs.Count);
        Assert.Equal(("http://localhost:1/v1/embeddings", "Bearer secret-1", "gte-large"), Assert.Single(server.Requests.Distinct()));
        Assert.Equal(FakeEndpoint.Vector("text 7"), rows.Row(107).ToArray());
    }

    [Fact]
    public async Task An_endpoint_that_is_busy_is_asked_again()
    {
        var server = new FakeEndpoint { BusyTimes = 2 };
        using var http = new HttpClient(server);
        using var generator = new OpenAiEndpoint(new("http://localhost:1/v1"), "m").Embeddings(http);

        Assert.Equal(1, (await EmbedAsync(generator, "a")).Count);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task An_endpoint_that_answers_only_part_of_a_batch_is_found_out()
    {
        using var http = new HttpClient(new FakeEndpoint { Missing = 1 });
        using var generator = new OpenAiEndpoint(new("http://localhost:1/v1"), "m").Embeddings(http);

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => EmbedAsync(generator, "a", "b"));

        Assert.Contains("asked for 2 embeddings and got 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_key_is_told_before_anything_is_sent()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new OpenAiEndpoint(new("http://localhost:1/v1"), "m", "NO_SUCH_VARIABLE").Embeddings());

        Assert.Contains("NO_SUCH_VARIABLE is not set", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new float[] { 1, 2 }, new float[] { 1 }, "use one model for all")]
    [InlineData(new float[] { 1, 2 }, new float[] { 1, float.NaN }, "not finite")]
    public void Embeddings_that_cannot_be_compared_are_refused(float[] one, float[] two, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => new EmbeddingMatrix([one, two])).Message, StringComparison.Ordinal);

    /// <summary>Answers as /v1/embeddings does.</summary>
    private sealed class FakeEndpoint : HttpMessageHandler
    {
        private readonly Lock _gate = new();
        public List<(string Url, string? Key, string? Model)> Requests { get; } = [];
        public List<string> Inputs { get; } = [];
        public int BusyTimes { get; set; }
        public int Missing { get; init; }

        public static float[] Vector(string text)
        {
            var (x, y) = (text.Length + text[^1], 100f);
            var norm = MathF.Sqrt(x * x + y * y);
            return [x / norm, y / norm];
        }

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => throw new NotSupportedException();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
            var texts = body.RootElement.GetProperty("input").EnumerateArray().Select(text => text.GetString()!).ToArray();
            lock (_gate)
            {
                Requests.Add((request.RequestUri!.AbsoluteUri, request.Headers.Authorization?.ToString(), body.RootElement.GetProperty("model").GetString()));
                if (BusyTimes-- > 0)
                {
                    var busy = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
                    busy.Headers.Add("Retry-After", "0");
                    return busy;
                }
                Inputs.AddRange(texts);
            }
            var reply = JsonSerializer.Serialize(new
            {
                @object = "list",
                model = "gte-large",
                data = texts.SkipLast(Missing).Select((text, index) => new { @object = "embedding", index, embedding = Vector(text) }),
                usage = new { prompt_tokens = 1, total_tokens = 1 },
            });
            return new(HttpStatusCode.OK) { Content = new StringContent(reply, Encoding.UTF8, "application/json") };
        }
    }
}

using System.Text.Json;
using ArenaLearning.TestEndpoint;
using Xunit;

namespace ArenaLearning.Arena.Tests.Campaigns;

/// <summary>Test sets whose embeddings and ratings of difficulty come over HTTP.</summary>
[Collection(nameof(ReplyCacheFolder))]
public sealed class TestSetEndpointTests : IDisposable
{
    private const int Prompts = 240;
    private readonly ReplyCacheFolder folder = new("testset-endpoint-");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_fifth_of_the_calls_going_wrong_changes_nothing_and_the_next_build_asks_nobody()
    {
        await File.WriteAllLinesAsync(folder.At("pool.jsonl"), Enumerable.Range(0, Prompts).Select(i =>
            $$"""{"id": "p{{i}}", "prompt": "Number {{i}}: tell me what happens on day {{i * 7}} of story {{i % 9}} """
            + $$"""and why the {{(i % 2 == 0 ? "fox" : "owl")}} minds."}"""),
            TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(
            folder.At("held-out.jsonl"), ["""{"prompt": "What happens on day 21 of story 3?"}"""], TestContext.Current.CancellationToken);
        await using var quietServer = await EndpointServer.StartAsync(new(Concurrency: 8));
        await using var shakenServer = await EndpointServer.StartAsync(new(Concurrency: 8, FaultRate: 0.2, RetryAfter: TimeSpan.FromMilliseconds(20)));

        var quiet = await BuildAsync("quiet", quietServer);
        var shaken = await BuildAsync("shaken", shakenServer);

        Assert.Equal(EndpointBehaviour.EveryFault.Count, shakenServer.Statistics.Faults.Count(fault => fault.Value > 0));
        Assert.True(shakenServer.Statistics.Requests > quietServer.Statistics.Requests);
        Assert.Equal((0, 0), (quietServer.Statistics.OverLimit, shakenServer.Statistics.OverLimit));
        Assert.Equal("openai", quiet.GetProperty("embeddings").GetProperty("kind").GetString());
        Assert.Equal(120, quiet.GetProperty("difficulty").GetProperty("rated").GetInt32());
        Assert.Empty(shaken.GetProperty("difficulty").GetProperty("failed").EnumerateObject());
        Assert.Equal(20, File.ReadLines(folder.At("quiet/arena-hard.jsonl")).Count());
        AssertSame("quiet", "shaken");

        var asked = shakenServer.Statistics.Requests;
        await BuildAsync("again", shakenServer);
        Assert.Equal(asked, shakenServer.Statistics.Requests);
        AssertSame("quiet", "again");
    }

    [Fact]
    public async Task A_missing_key_is_refused_before_anything_is_asked_or_written()
    {
        await File.WriteAllLinesAsync(
            folder.At("pool.jsonl"),
            Enumerable.Range(0, 20).Select(i => $$"""{"prompt": "Tell me the story of the fox number {{i}}, and why it minds."}"""),
            TestContext.Current.CancellationToken);

        var outcome = await SmallCampaign.InvokeAsync(
            "testset", "build", folder.At("pool.jsonl"), "--out", folder.At("down"), "--embeddings", "openai", "--embeddings-url", "http://127.0.0.1:9/v1",
            "--embeddings-model", "gte", "--clusters", "2", "--embeddings-key-variable", "NO_SUCH_VARIABLE");

        Assert.Equal(2, outcome.Code);
        Assert.Contains("Endpoint embeddings: the environment variable NO_SUCH_VARIABLE", outcome.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("down")));
    }

    private async Task<JsonElement> BuildAsync(string name, EndpointServer server)
    {
        var outcome = await SmallCampaign.InvokeAsync(
            "testset", "build", folder.At("pool.jsonl"), "--out", folder.At(name), "--benchmark", folder.At("held-out.jsonl"),
            "--embeddings", "openai", "--embeddings-url", server.BaseUrl, "--embeddings-model", "gte-large", "--rater-url", server.BaseUrl,
            "--rater-model", "judge", "--clusters", "6", "--per-cluster", "2", "--rated-per-cluster", "20", "--hard", "20",
            "--set", "embeddings.concurrency=2", "--set", "difficulty.concurrency=4",
            "--set", "cleaning.near_duplicates.enabled=false", "--set", "cleaning.prefix_length=0");
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(folder.At($"{name}/manifest.json"), TestContext.Current.CancellationToken));
        return manifest.RootElement.Clone();
    }

    private void AssertSame(string one, string other)
    {
        var files = Directory.EnumerateFiles(folder.At(one), "*.jsonl").Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(files, Directory.EnumerateFiles(folder.At(other), "*.jsonl").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(File.ReadAllText(folder.At($"{one}/{file}")), File.ReadAllText(folder.At($"{other}/{file}"))));
    }
}

using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Endpoints.Settings;
using ArenaLearning.TestEndpoint;
using ArenaLearning.Waiting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static ArenaLearning.Services.Tests.Endpoints.EndpointWorld;

namespace ArenaLearning.Services.Tests.Endpoints;

public sealed class ReplyCacheTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("reply-cache-").FullName;

    private string CacheFile => Path.Combine(folder, "sub", ReplyPlace.FileName);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task What_was_asked_before_is_not_asked_again_within_a_process_and_across_processes()
    {
        await using var server = await EndpointServer.StartAsync(new());
        var model = Model(server.BaseUrl) with { InputPrice = 1_000_000 };
        string first;
        await using (var world = new EndpointWorld(CacheFile))
        {
            var fresh = await world.AskAsync(model, "?");
            var again = await world.AskAsync(model, "?");
            first = fresh.Text;
            Assert.Equal((fresh.Text, true, 0m), (again.Text, again.FromCache, again.CostUsd));
            Assert.True(fresh is { FromCache: false, CostUsd: > 0 });
            await WrittenAsync(1);
        }
        await using var later = new EndpointWorld(CacheFile);
        var known = await later.AskAsync(model, "?");
        Assert.Equal((first, true, "fp_test"), (known.Text, known.FromCache, known.Fingerprint));
        Assert.Equal(1, server.Statistics.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Equal_requests_at_once_make_one_call_even_where_the_cache_is_off(bool isOn)
    {
        await using var server = await EndpointServer.StartAsync(new(MinLatencyMs: 100, MaxLatencyMs: 100));
        await using var world = new EndpointWorld(isOn ? CacheFile : null);
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.AskAsync(Model(server.BaseUrl), "?")));
        Assert.Equal(1, server.Statistics.Requests);
        Assert.Single(replies.Select(r => r.Text).Distinct());
        Assert.Equal(19, replies.Count(r => r.FromCache));
    }

    [Fact]
    public async Task Switched_off_it_asks_each_time_and_leaves_no_file()
    {
        await using var server = await EndpointServer.StartAsync(new());
        await using var world = new EndpointWorld(cacheFile: null);
        for (var i = 0; i < 3; i++) Assert.False((await world.AskAsync(Model(server.BaseUrl), "?")).FromCache);
        Assert.Equal(3, server.Statistics.Requests);
    }

    [Fact]
    public async Task Whatever_makes_a_request_another_one_is_in_the_key()
    {
        await using var server = await EndpointServer.StartAsync(new());
        await using var world = new EndpointWorld(CacheFile);
        var model = Model(server.BaseUrl);
        (Contracts.Messages.EndpointModel Model, string Question, ChatOptions? Options)[] requests =
        [
            (model, "?", null),
            (model with { Model = "other" }, "?", null),
            (model with { SystemPrompt = "Be brief." }, "?", null),
            (model with { ExtraBody = """{"top_k": 1}""" }, "?", null),
            (model with { TopP = 0.5 }, "?", null),
            (model, "??", null),
            (model, "?", new() { Temperature = 1 }),
            (model, "?", new() { MaxOutputTokens = 5 }),
            (model, "?", new() { Seed = 1 }),
            (model, "?", new() { Seed = 2 }),
            (model, "?", new() { ResponseFormat = ChatResponseFormat.Json }),
            (model, "?", new ChatOptions().WithPromptVersion("pairwise-v1")),
            (model, "?", new ChatOptions().WithPromptVersion("pairwise-v2")),
            (model, "?", new ChatOptions().WithSample(1)),
        ];
        foreach (var again in new[] { false, true })
            foreach (var (asked, question, options) in requests)
                Assert.Equal(again, (await world.AskAsync(asked, question, options)).FromCache);
        Assert.Equal(requests.Length, server.Statistics.Requests);
        // What an endpoint costs and allows does not change what it says.
        Assert.True((await world.AskAsync(model with { InputPrice = 3, Endpoint = model.Endpoint with { Name = "renamed", Concurrency = 2 } }, "?")).FromCache);
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        var calls = 0;
        await using var world = new EndpointWorld(CacheFile, handler: _ => ++calls == 1 ? Replies.Error(400) : Replies.Answer());
        await world.FailAsync(Model(Replies.Url), "?");
        Assert.False((await world.AskAsync(Model(Replies.Url), "?")).FromCache);
        Assert.True((await world.AskAsync(Model(Replies.Url), "?")).FromCache);
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task A_file_that_is_no_cache_is_said_once_and_costs_no_answer()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(CacheFile)!);
        await File.WriteAllTextAsync(CacheFile, string.Join(' ', Enumerable.Repeat("this is no database", 100)), TestContext.Current.CancellationToken);
        await using var world = new EndpointWorld(CacheFile, handler: _ => Replies.Answer());
        for (var i = 0; i < 3; i++) Assert.Equal("yes", (await world.AskAsync(Model(Replies.Url), $"{i}?")).Text);
        Assert.Single(world.Log.Text.Split('\n'), line => line.Contains("cannot be used and is left alone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cache_is_listed_and_cleared_by_model()
    {
        await using (var world = new EndpointWorld(CacheFile, handler: _ => Replies.Answer()))
        {
            for (var i = 0; i < 3; i++) await world.AskAsync(Model(Replies.Url, "vendor/a:1"), $"{i}?");
            await world.AskAsync(Model(Replies.Url, "b"), "?");
            await WrittenAsync(4);
        }
        using var file = ReplyFile.Open(CacheFile);
        Assert.Equal([("vendor/a:1", 3), ("b", 1)], file.Models().Select(m => (m.Model, m.Entries)));
        Assert.Equal(3, file.Clear("vendor/a:1"));
        Assert.Equal(["b"], file.Models().Select(m => m.Model));
        Assert.Equal(1, file.Clear(null));
        Assert.Empty(file.Models());
    }

    [Fact]
    public async Task A_reply_is_asked_for_again_when_its_time_is_over()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var calls = 0;
        foreach (var (days, asked) in new[] { (0, 1), (6, 1), (2, 2), (6, 2) })
        {
            time.Advance(TimeSpan.FromDays(days));
            await using (var world = new EndpointWorld(CacheFile, time: time, expiry: TimeSpan.FromDays(7), handler: _ =>
            {
                calls++;
                return Replies.Answer();
            }))
                await world.AskAsync(Model(Replies.Url), "?");
            Assert.Equal(asked, calls);
        }
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(" ", null)]
    [InlineData("30d", 30 * 24 * 60)]
    [InlineData("12h", 12 * 60)]
    [InlineData(" 45m", 45)]
    public void Its_expiry_is_a_setting(string? text, int? minutes) =>
        Assert.Equal(minutes is { } some ? TimeSpan.FromMinutes(some) : null, ReplyPlace.ReadExpiry(text));

    [Theory]
    [InlineData("0d")]
    [InlineData("d")]
    [InlineData("-1h")]
    [InlineData("1.5h")]
    [InlineData("30")]
    [InlineData("forever")]
    public void An_expiry_that_cannot_be_read_is_refused_with_what_to_write(string text) =>
        Assert.Contains("for example 30d, 12h or 45m", Assert.Throws<ArgumentException>(() => ReplyPlace.ReadExpiry(text)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task What_it_does_is_counted()
    {
        await using var world = new EndpointWorld(CacheFile, handler: _ => Replies.Answer());
        foreach (var question in new[] { "?", "?", "??", "?" }) await world.AskAsync(Model(Replies.Url), question);
        await WrittenAsync(2);
        Assert.Equal((2, 2, 0, 0, 0), (world.Counts.Hits, world.Counts.Misses, world.Counts.Waits, world.Counts.Unlocked, world.Counts.BytesRead));
        Assert.InRange(world.Counts.BytesWritten, 100, 2000);

        await using var later = new EndpointWorld(CacheFile, handler: _ => Replies.Answer());
        await later.AskAsync(Model(Replies.Url), "?");
        Assert.Equal((1, 0), (later.Counts.Hits, later.Counts.Misses));
        Assert.InRange(later.Counts.BytesRead, 50, 1000);
    }

    [Fact]
    public void Its_place_is_a_setting()
    {
        Assert.Equal(ReplyPlace.Off, ReplyPlace.Of("off"));
        Assert.Equal("/data/cache/replies.db", ReplyPlace.Of("/data/cache").File);
        Assert.EndsWith(Path.Combine("arena-learning", "replies.db"), ReplyPlace.Of(null).File!);
    }

    // An answer is handed out before it is on disk.
    private async Task WrittenAsync(int entries)
    {
        await Eventually.HappensAsync($"{entries} replies were on disk", () => File.Exists(CacheFile) && Count() >= entries);

        long Count()
        {
            using var file = ReplyFile.Open(CacheFile);
            return file.Models().Sum(m => m.Entries);
        }
    }
}

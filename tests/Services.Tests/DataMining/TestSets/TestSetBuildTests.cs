using System.Globalization;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.DataMining.Cleaning;
using ArenaLearning.DataMining.Embeddings;
using ArenaLearning.DataMining.Import;
using ArenaLearning.DataMining.TestSets;
using ArenaLearning.Randomness;
using Xunit;

namespace ArenaLearning.Services.Tests.DataMining.TestSets;

public sealed class TestSetBuildTests : IDisposable
{
    private static readonly CleaningSettings Cleaning = new(PrefixLength: 20, NearDuplicates: new(), EnglishOnly: false);

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    private async Task<TestSetManifest> BuildAsync(
        string outputFolder, TestSetSettings settings, IDifficultyRater? rater, IReadOnlyList<string> files, params string[] benchmarks)
    {
        using var embeddings = await EmbeddingSource.LocalAsync(new(), TestContext.Current.CancellationToken);
        return await TestSetBuild.RunAsync(
            new(files, benchmarks, folder.At(outputFolder), settings, RuleList.Default, "default", embeddings, rater),
            cancellationToken: TestContext.Current.CancellationToken);
    }

    private async Task<List<PromptRow>> RowsAsync(string outputFolder, string set)
    {
        var rows = new List<PromptRow>();
        await foreach (var row in JsonLines.ReadAsync<PromptRow>(Path.Combine(folder.At(outputFolder), $"{set}.jsonl"), TestContext.Current.CancellationToken))
            rows.Add(row);
        return rows;
    }

    /// <summary>Prompts of 20 random words; the id tells nothing of their order.</summary>
    private string Pool(string name, int count, long seed = 1)
    {
        var random = SplitMix64.Stream(seed, "pool");
        return folder.Write(name, string.Concat(Enumerable.Range(0, count).Select(i =>
            $$"""{"id": "{{name}}-{{i}}", "prompt": "{{string.Join(' ', Enumerable.Range(0, 20).Select(_ => $"word{random.Below(300)}"))}}"}""" + "\n")));
    }

    [Fact]
    public async Task References_and_responses_of_the_pool_are_in_the_rows_of_the_sets()
    {
        var pool = Pool("pool.jsonl", 60);
        var lines = await File.ReadAllLinesAsync(pool, TestContext.Current.CancellationToken);
        var answered = folder.Write("answered.jsonl", string.Concat(lines.Select((line, i) => (i % 3) switch
        {
            0 => line,
            1 => line.Replace("}", $", \"response\": \"response {i}\"}}", StringComparison.Ordinal),
            _ => line.Replace("}", $", \"answer\": \"answer {i}\", \"output\": \"output {i}\"}}", StringComparison.Ordinal),
        } + "\n")));
        var settings = new TestSetSettings(Cleaning, Clusters: 3, PerCluster: 2, RatedPerCluster: 0, Hard: 0, Initial: 20, Parts: 2, Seed: 1);

        var manifest = await BuildAsync("answered", settings, null, [answered]);
        await BuildAsync("bare", settings, null, [pool]);

        Assert.Equal(40, Assert.Single(manifest.Inputs).Responses);
        var rows = new List<SetRow>();
        foreach (var set in new[] { "arena-diverse", "D0", "D1", "D2" })
        {
            await foreach (var row in JsonLines.ReadAsync<SetRow>(Path.Combine(folder.At("answered"), $"{set}.jsonl"), TestContext.Current.CancellationToken))
                rows.Add(row);
            // An answer decides nothing about where a prompt goes.
            Assert.Equal((await RowsAsync("bare", set)).Select(row => row.Id), (await RowsAsync("answered", set)).Select(row => row.Id));
        }
        Assert.Equal(60, rows.Count);
        Assert.All(rows, row =>
        {
            var i = int.Parse(row.Id.Split('-')[^1], System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal((i % 3 == 2 ? $"answer {i}" : null, (i % 3) switch { 0 => null, 1 => $"response {i}", _ => $"output {i}" }),
                (row.Reference, row.Response));
        });
        Assert.DoesNotContain("response",
            await File.ReadAllTextAsync(Path.Combine(folder.At("bare"), "D0.jsonl"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sets_have_the_sizes_of_the_settings_and_no_prompt_in_common()
    {
        var settings = new TestSetSettings(Cleaning, Clusters: 20, PerCluster: 2, RatedPerCluster: 10, Hard: 50, Initial: 60, Parts: 9);

        var manifest = await BuildAsync("out", settings, new LengthRater(), [Pool("a.jsonl", 600)]);

        var sets = new Dictionary<string, List<PromptRow>>();
        foreach (var name in manifest.Sets.Keys.Except(["dropped", "difficulty"])) sets[name] = await RowsAsync("out", name);
        Assert.Equal((50, 60), (sets["arena-hard"].Count, sets["D0"].Count));
        Assert.InRange(sets["arena-diverse"].Count, 30, 40);
        Assert.Equal(sets["arena-diverse"].Concat(sets["arena-hard"]).Select(row => row.Id), sets["arena-mix"].Select(row => row.Id));
        var parts = Enumerable.Range(1, 9).Select(part => sets[string.Create(CultureInfo.InvariantCulture, $"D{part}")].Count).ToArray();
        Assert.InRange(parts.Max() - parts.Min(), 0, 1);
        var ids = sets.Where(set => set.Key != "arena-mix").SelectMany(set => set.Value).Select(row => row.Id).ToArray();
        Assert.Equal(manifest.Kept, ids.Length);
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(sets, set => Assert.Equal(set.Value.Count, manifest.Sets[set.Key].Rows));
    }

    [Fact]
    public async Task Hard_takes_the_most_difficult_of_what_was_rated_and_never_a_failed_rating()
    {
        var settings = new TestSetSettings(Cleaning, Clusters: 10, PerCluster: 1, RatedPerCluster: 20, Hard: 30);

        var manifest = await BuildAsync("out", settings, new LengthRater(), [Pool("a.jsonl", 400)]);

        var ratings = new List<RatedPrompt>();
        await foreach (var rating in JsonLines.ReadAsync<RatedPrompt>(folder.At("out/difficulty.jsonl"), TestContext.Current.CancellationToken))
            ratings.Add(rating);
        var hard = (await RowsAsync("out", "arena-hard")).Select(row => row.Id).ToHashSet();
        var least = ratings.Where(rating => hard.Contains(rating.Id)).Min(rating => rating.Difficulty!.Value);
        Assert.Equal(30, hard.Count);
        Assert.All(ratings.Where(rating => !hard.Contains(rating.Id) && rating.Difficulty is not null), rating => Assert.True(rating.Difficulty <= least));
        Assert.Equal(ratings.Count(rating => rating.Failure is not null), manifest.Difficulty!.Failed["unlucky"]);
        Assert.Equal((least, ratings.Count), (manifest.Difficulty.LeastChosen!.Value, manifest.Difficulty.Rated + manifest.Difficulty.Failed["unlucky"]));
        Assert.Contains(manifest.Messages, message => message.Contains("difficulty ratings failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_input_gives_the_same_files_and_another_seed_gives_others()
    {
        var files = new[] { Pool("a.jsonl", 300) };
        var settings = new TestSetSettings(Cleaning, Clusters: 15, Hard: 20);

        var one = await BuildAsync("one", settings, new LengthRater(), files);
        var two = await BuildAsync("two", settings, new LengthRater(), files);
        var other = await BuildAsync("other", settings with { Seed = 2 }, new LengthRater(), files);

        Assert.Equal(File.ReadAllText(folder.At("one/manifest.json")), File.ReadAllText(folder.At("two/manifest.json")));
        Assert.Equal(one.Sets, two.Sets);
        Assert.NotEqual(one.Sets["D1"].Sha256, other.Sets["D1"].Sha256);
        Assert.NotEqual(one.Sets["arena-diverse"].Sha256, other.Sets["arena-diverse"].Sha256);
    }

    [Fact]
    public async Task Hashes_in_the_manifest_are_those_of_the_files()
    {
        var manifest = await BuildAsync("out", new(Cleaning, Clusters: 5), null, [Pool("a.jsonl", 100)]);

        Assert.NotEmpty(manifest.Sets);
        foreach (var set in manifest.Sets.Values)
            Assert.Equal(set.Sha256, await ContentHash.OfFileAsync(folder.At($"out/{set.File}"), TestContext.Current.CancellationToken));
        Assert.Equal(manifest.Inputs[0].Sha256, await ContentHash.OfFileAsync(manifest.Inputs[0].File, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Every_row_read_is_either_kept_or_written_out_with_its_reason()
    {
        var pool = Pool("a.jsonl", 100);
        var more = folder.Write("more.jsonl", """
            {"id": "a.jsonl-3", "prompt": "The id of this prompt is taken by another one."}
            not json
            {"prompt": "Short"}
            {"prompt": "How do I make a pipe bomb at home?"}
            {"prompt": "A prompt that is there twice, word for word."}
            {"prompt": "A prompt that is there twice, word for word."}
            """);

        var manifest = await BuildAsync("out", new(Cleaning, Clusters: 5), null, [pool, more]);

        var dropped = new List<DroppedRow>();
        await foreach (var row in JsonLines.ReadAsync<DroppedRow>(folder.At("out/dropped.jsonl"), TestContext.Current.CancellationToken)) dropped.Add(row);
        Assert.Equal(106, manifest.Read);
        Assert.Equal(manifest.Read, manifest.Kept + dropped.Count);
        Assert.Equal(
            [(DropReason.RepeatedId, 1), (DropReason.Unreadable, 2), (DropReason.TooShort, 3), (DropReason.ToxicOrIllegal, 4), (DropReason.SamePrefix, 6)],
            dropped.Where(row => row.File == more).Select(row => (row.Reason, row.Number)).OrderBy(row => row.Number));
        Assert.All(manifest.Dropped, count => Assert.Equal(count.Value, dropped.Count(row => row.Reason == count.Key)));
        Assert.Equal(Enum.GetValues<DropReason>(), manifest.Dropped.Keys);
        Assert.Contains(manifest.Messages, message => message.StartsWith($"{more}: 1 rows could not be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pool_too_small_for_the_papers_sizes_is_scaled_down_and_says_so()
    {
        var manifest = await BuildAsync("out", new(Cleaning), new LengthRater(), [Pool("a.jsonl", 400)]);

        Assert.Equal((50, 100), (manifest.Settings.Clusters, manifest.Settings.Hard));
        Assert.Contains(manifest.Messages,
            message => message.Contains("50 clusters instead of 500, 100 hard prompts instead of 1,000", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_rater_there_is_no_hard_set_and_a_message_says_how_to_get_one()
    {
        var manifest = await BuildAsync("out", new(Cleaning, Clusters: 5), null, [Pool("a.jsonl", 100)]);

        Assert.DoesNotContain("arena-hard", manifest.Sets.Keys);
        Assert.Contains(manifest.Messages, message => message.StartsWith("no Hard and no Mix set", StringComparison.Ordinal));
        Assert.Contains(manifest.Messages, message => message.Contains("fallback", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Benchmark_items_take_their_nearest_prompts_out()
    {
        var pool = Pool("a.jsonl", 200);
        var benchmark = folder.Write("bench.jsonl",
            string.Join('\n', File.ReadLines(pool).Take(10).Select(line => line.Replace("a.jsonl-", "b", StringComparison.Ordinal))));
        var settings = new TestSetSettings(Cleaning with { ContaminationCutoff = 0.99 }, Clusters: 5);

        var cut = await BuildAsync("cut", settings, null, [pool], benchmark);
        var paper = await BuildAsync("paper", settings with { Cleaning = Cleaning }, null, [pool], benchmark);

        Assert.Equal(10, cut.Dropped[DropReason.Contaminated]);
        Assert.InRange(paper.Dropped[DropReason.Contaminated], 30, 50);
        Assert.Contains(paper.Messages, message => message.StartsWith("decontamination has no cut-off, as in the paper", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_order_of_the_files_does_not_move_prompts_between_the_parts()
    {
        var (a, b) = (Pool("a.jsonl", 60), Pool("b.jsonl", 60, seed: 2));
        var settings = new TestSetSettings(Cleaning, Clusters: 1, PerCluster: 0, Parts: 3);

        await BuildAsync("ab", settings, null, [a, b]);
        await BuildAsync("ba", settings, null, [b, a]);

        foreach (var part in new[] { "D0", "D1", "D2", "D3" })
            Assert.Equal((await RowsAsync("ab", part)).Select(row => row.Id), (await RowsAsync("ba", part)).Select(row => row.Id));
    }

    [Fact]
    public async Task A_pool_of_which_nothing_is_left_is_refused()
    {
        var refused = await Assert.ThrowsAsync<ImportRefusedException>(
            () => BuildAsync("out", new(Cleaning), null, [folder.Write("a.jsonl", """{"prompt": "Hi"}""")]));

        Assert.Contains("cleaning leaves none of 1 prompts (TooShort: 1)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rater_none_of_whose_replies_can_be_read_is_told_with_what_it_said()
    {
        var settings = new TestSetSettings(Cleaning, Clusters: 3, PerCluster: 2, RatedPerCluster: 4, Hard: 5, Initial: 20, Parts: 2, Seed: 1);

        var refused = await Assert.ThrowsAsync<ImportRefusedException>(() => BuildAsync("out", settings, new MuteRater(), [Pool("pool.jsonl", 60)]));

        Assert.Contains("none of 12 prompts got a difficulty from a mute model: 12 x not a JSON object", refused.Message, StringComparison.Ordinal);
    }

    private sealed class MuteRater : IDifficultyRater
    {
        public string Description => "a mute model";

        public int Concurrency => 4;

        public Task<DifficultyRating> RateAsync(PromptRow prompt, CancellationToken cancellationToken = default) =>
            Task.FromResult(DifficultyPrompt.Parse("hm"));
    }

    /// <summary>The more letters the harder; some ratings fail.</summary>
    private sealed class LengthRater : IDifficultyRater
    {
        public string Description => "length";

        public int Concurrency => 4;

        public Task<DifficultyRating> RateAsync(PromptRow prompt, CancellationToken cancellationToken = default) => Task.FromResult(
            prompt.Id.EndsWith('7') ? DifficultyRating.Failed("unlucky") : new DifficultyRating(prompt.Messages[^1].Content.Length % 11));
    }
}

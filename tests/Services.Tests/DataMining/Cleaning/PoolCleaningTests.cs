using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.DataMining.Cleaning;
using ArenaLearning.DataMining.Embeddings;
using ArenaLearning.DataMining.Import;
using ArenaLearning.DataMining.NearDuplicates;
using Xunit;

namespace ArenaLearning.Services.Tests.DataMining.Cleaning;

public class PoolCleaningTests
{
    private const string Long = "Explain to a child of ten why the sky is blue during the day and red in the evening, "
        + "and add an experiment for the kitchen table that shows it with milk and a torch.";

    private static PoolPrompt Prompt(int line, string text) =>
        new(new($"p{line}", "general", [ChatTurn.User(text)], null), new("pool.jsonl", line, IsLine: true), HasOwnId: true);

    private static PoolPrompt[] Pool(params string[] texts) => [.. texts.Select((text, i) => Prompt(i + 1, text))];

    private static async Task<CleanPool> CleanAsync(IReadOnlyList<PoolPrompt> pool, CleaningSettings settings, params string[] benchmark)
    {
        var cache = new EmbeddingCache(new HashedNGramEmbeddings(), concurrency: 2);
        return await PoolCleaning.RunAsync(
            pool, [.. benchmark.Select((text, i) => new PoolPrompt(new($"b{i + 1}", "general", [ChatTurn.User(text)], null), new("bench.jsonl", i + 1, true)))],
            RuleList.Parse("[test]\nword: forbidden\n", "rules"), settings, (_, texts, token) => cache.EmbedAsync(texts, cancellationToken: token),
            cancellationToken: TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Every_step_drops_its_rows_and_says_why_and_for_what()
    {
        var pool = Pool(
            "Tell me something forbidden, please.",
            "Why?",
            Long,
            Long.ToUpperInvariant().Replace("EVENING", "MORNING", StringComparison.Ordinal),
            $"Please: {Long}",
            "Which planet of the solar system has the most moons and how many does it have?",
            "Wie funktioniert eigentlich ein Verbrennungsmotor im Auto?",
            "Write a haiku about autumn leaves in the rain.");

        var clean = await CleanAsync(pool, new(NearDuplicates: new(), NearestDropped: 1), "Which planet in the solar system has most moons?");

        Assert.Equal(["p3", "p8"], clean.Kept.Select(row => row.Prompt.Id));
        Assert.Equal(
            [
                (DropReason.ToxicOrIllegal, 1, null), (DropReason.TooShort, 2, null), (DropReason.SamePrefix, 4, "p3"),
                (DropReason.NearDuplicate, 5, "p3"), (DropReason.Contaminated, 6, "b1"), (DropReason.NotEnglish, 7, null),
            ],
            clean.Dropped.Select(row => (row.Reason, row.Number, row.CollidesWith?.Id)));
        Assert.Equal(["test: forbidden", "4 characters", "explain to a child of ten why the sky is", null, null, "German"],
            clean.Dropped.Select(row => row.Detail));
        Assert.Equal("bench.jsonl", clean.Dropped[4].CollidesWith!.File);
        Assert.InRange(clean.Dropped[3].CollidesWith!.Similarity!.Value, 0.9, 0.99);
        Assert.All(clean.Dropped, row => Assert.Equal(pool[row.Number - 1].Prompt, row.Row));
    }

    [Fact]
    public async Task A_row_that_breaks_several_rules_is_dropped_by_the_first_step()
    {
        var clean = await CleanAsync(Pool("forbidden", "Forbidden words are forbidden words are forbidden words."), new(NearDuplicates: new()));

        Assert.Equal([DropReason.ToxicOrIllegal, DropReason.ToxicOrIllegal], clean.Dropped.Select(row => row.Reason));
    }

    [Fact]
    public async Task A_row_that_a_dropped_row_collides_with_is_one_that_was_kept()
    {
        // The first has the prefix, but a step before took it.
        var clean = await CleanAsync(Pool($"{Long} forbidden", Long, $"{Long} Again."), new());

        Assert.Equal(("p2", "p2"), (Assert.Single(clean.Kept).Prompt.Id, clean.Dropped[1].CollidesWith!.Id));
    }

    [Fact]
    public async Task What_is_toxic_may_stand_in_any_turn()
    {
        var row = new PoolPrompt(
            new("p1", "general", [ChatTurn.User("Hello there, friend!"), ChatTurn.Assistant("forbidden"), ChatTurn.User("Tell me more about it.")], null),
            new("a", 1, true));

        Assert.Equal(DropReason.ToxicOrIllegal, Assert.Single((await CleanAsync([row], new())).Dropped).Reason);
    }

    [Fact]
    public async Task Lengths_and_prefixes_count_in_the_unit_that_is_set()
    {
        var pool = Pool("one two three four", "one two three five six", "one two four");

        var words = await CleanAsync(pool, new(
            MinimumLength: 4, MinimumUnit: LengthUnit.Words, PrefixLength: 3, PrefixUnit: LengthUnit.Words, EnglishOnly: false));
        var characters = await CleanAsync(pool, new(MinimumLength: 0, PrefixLength: 8, PrefixUnit: LengthUnit.Characters, EnglishOnly: false));

        Assert.Equal([(DropReason.TooShort, 3), (DropReason.SamePrefix, 2)], words.Dropped.Select(row => (row.Reason, row.Number)));
        Assert.Equal([(DropReason.SamePrefix, 2), (DropReason.SamePrefix, 3)], characters.Dropped.Select(row => (row.Reason, row.Number)));
    }

    [Fact]
    public async Task Steps_that_are_switched_off_drop_nothing()
    {
        var pool = Pool("Hi", "Hi", "Wie geht es dir heute so?");

        var clean = await CleanAsync(pool, new(MinimumLength: 0, PrefixLength: 0, NearDuplicates: null, NearestDropped: 0, EnglishOnly: false), "Hi");

        Assert.Equal(3, clean.Kept.Count);
    }

    [Fact]
    public void Decontamination_takes_the_nearest_of_each_item_and_a_cutoff_spares_the_far()
    {
        var pool = new EmbeddingMatrix([[1, 0, 0], [0.9f, 0.1f, 0], [0, 1, 0], [0, 0, 1], [0.7f, 0.7f, 0]]);
        var benchmark = new EmbeddingMatrix([[1, 0.05f, 0], [0, 1, 0]]);

        var paper = Decontamination.Find(pool, benchmark, nearest: 2, cutoff: null, TestContext.Current.CancellationToken);
        var cut = Decontamination.Find(pool, benchmark, nearest: 2, cutoff: 0.95, TestContext.Current.CancellationToken);

        Assert.Equal([(0, 0), (1, 0), (2, 1), (4, 1)], paper.Select(one => (one.Pool, one.Benchmark)));
        Assert.Equal([0, 1, 2], cut.Select(one => one.Pool));
        Assert.Equal(1, cut[2].Similarity, 6);
    }

    [Fact]
    public void An_instruction_near_to_several_items_is_dropped_once_for_the_nearest()
    {
        var found = Decontamination.Find(new([[1, 0]]), new([[0, 1], [1, 0.1f], [1, 0]]), nearest: 5, cutoff: null, TestContext.Current.CancellationToken);

        Assert.Equal((0, 2), (Assert.Single(found).Pool, found[0].Benchmark));
    }
}

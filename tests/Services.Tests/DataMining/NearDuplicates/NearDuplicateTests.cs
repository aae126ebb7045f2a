using ArenaLearning.DataMining.NearDuplicates;
using ArenaLearning.Randomness;
using Xunit;

namespace ArenaLearning.Services.Tests.DataMining.NearDuplicates;

public class NearDuplicateTests
{
    private static readonly NearDuplicateSettings Settings = new();

    [Fact]
    public void Pairs_found_are_exactly_pairs_and_nearly_all_of_them()
    {
        var texts = Corpus(originals: 300, copies: 6, seed: 3);
        var exact = ExactPairs(texts, Settings);

        var found = NearDuplicatePairs.Find(texts, Settings, TestContext.Current.CancellationToken);

        var pairs = found.Distinct.ToDictionary(pair => (pair.First, pair.Second), pair => pair.Similarity);
        Assert.All(pairs, pair => Assert.Equal(exact[pair.Key], pair.Value, 12));
        Assert.True(exact.Count > 300, $"{exact.Count} pairs are too few to measure recall");
        Assert.True(pairs.Count >= 0.98 * exact.Count, $"{pairs.Count} of {exact.Count} pairs found");
    }

    [Fact]
    public void Case_punctuation_and_spaces_make_no_difference()
    {
        string[] texts = ["The quick brown fox jumps over the lazy dog, twice!", "the QUICK   brown fox\njumps over the lazy dog twice"];

        var found = NearDuplicatePairs.Find(texts, Settings, TestContext.Current.CancellationToken);

        Assert.Equal([0, 0], found.SameAs);
        Assert.Equal((1, 0), (found.Count, found.Distinct.Count));
    }

    [Fact]
    public void Copies_count_as_pairs_without_being_listed()
    {
        var text = Sentence(SplitMix64.Stream(1, "x"), 60);
        string[] texts = [text, text, text, string.Join(' ', text.Split(' ').SkipLast(3))];

        var found = NearDuplicatePairs.Find(texts, Settings, TestContext.Current.CancellationToken);

        Assert.Equal([0, 0, 0, 3], found.SameAs);
        Assert.Equal((0, 3), (Assert.Single(found.Distinct).First, found.Distinct[0].Second));
        Assert.Equal(3 + 3, found.Count);
    }

    [Theory]
    [InlineData("2 + 2 =", "2 + 3 =", false)]
    [InlineData("Hello there", "hello, there!", true)]
    [InlineData("???", "???", true)]
    [InlineData("???", "!!!", false)]
    [InlineData("", "", true)]
    [InlineData("今天天气很好我们去公园", "今天天气很好我们去公园", true)]
    [InlineData("今天天气很好我们去公园", "昨天下雨了他们留在家里", false)]
    public void Texts_shorter_than_a_shingle_are_compared_whole(string one, string two, bool same) =>
        Assert.Equal(same ? 1 : 0, NearDuplicatePairs.Find([one, two], Settings, TestContext.Current.CancellationToken).Count);

    [Fact]
    public void Words_of_scripts_without_spaces_are_single_characters()
    {
        // Nine of eleven shingles of five characters are shared.
        const string sentence = "机器学习模型需要大量的训练数据";
        var found = NearDuplicatePairs.Find([sentence, sentence[..^1]], Settings, TestContext.Current.CancellationToken);

        Assert.Equal((sentence.Length - 5) / (double)(sentence.Length - 4), Assert.Single(found.Distinct).Similarity, 12);
    }

    [Fact]
    public void The_filter_keeps_the_first_and_names_the_most_similar_kept_text()
    {
        var random = SplitMix64.Stream(5, "filter");
        var (a, b) = (Sentence(random, 80), Sentence(random, 80));
        string[] texts = [a, b, $"{a} and more", b, $"{Sentence(random, 80)}"];

        var dropped = NearDuplicateFilter.Find(texts, Settings, TestContext.Current.CancellationToken);

        Assert.Equal([(0, 2), (1, 3)], dropped.Select(pair => (pair.First, pair.Second)));
        Assert.Equal(76 / 78.0, dropped[0].Similarity, 12);
        Assert.Equal(1, dropped[1].Similarity);
    }

    [Fact]
    public void What_the_filter_keeps_has_no_near_duplicates_among_it()
    {
        var texts = Corpus(originals: 200, copies: 5, seed: 9);
        var dropped = NearDuplicateFilter.Find(texts, Settings, TestContext.Current.CancellationToken).Select(pair => pair.Second).ToHashSet();

        var kept = texts.Where((_, i) => !dropped.Contains(i)).ToArray();

        Assert.True(dropped.Count > 50);
        Assert.InRange(ExactPairs(kept, Settings).Count, 0, 2);
    }

    [Fact]
    public void The_threshold_decides()
    {
        var text = Sentence(SplitMix64.Stream(2, "t"), 104);
        string[] texts = [text, string.Join(' ', text.Split(' ').Take(84))]; // 80 of 100 shingles

        Assert.Equal(1, NearDuplicatePairs.Find(texts, Settings with { Threshold = 0.8 }, TestContext.Current.CancellationToken).Count);
        Assert.Equal(0, NearDuplicatePairs.Find(texts, Settings with { Threshold = 0.81 }, TestContext.Current.CancellationToken).Count);
    }

    [Fact]
    public void Bands_find_a_pair_at_the_threshold_as_surely_as_was_asked()
    {
        foreach (var threshold in new[] { 0.3, 0.5, 0.7, 0.9, 1 })
        {
            var banding = Banding.For(Settings with { Threshold = threshold });

            Assert.True(banding.Bands * banding.Rows <= Settings.Permutations);
            Assert.True(banding.Probability(threshold) >= Settings.Recall);
        }
        Assert.Equal(new Banding(32, 4), Banding.For(Settings));
    }

    [Fact]
    public void Signatures_agree_as_often_as_sets_do()
    {
        // 400 pairs of sets of 300 shingles that share 200: Jaccard 0.5, standard error of the mean agreement about 0.002.
        var random = SplitMix64.Stream(4, "sets");
        var hasher = new MinHasher(128, seed: 1);
        uint[] one = new uint[128], two = new uint[128];
        var agreeing = 0;
        for (var pair = 0; pair < 400; pair++)
        {
            var shingles = Enumerable.Range(0, 400).Select(_ => random.Next()).ToArray();
            hasher.Sign(shingles.AsSpan(0, 300), one);
            hasher.Sign(shingles.AsSpan(100, 300), two);
            agreeing += one.Zip(two).Count(places => places.First == places.Second);
        }
        Assert.InRange(agreeing / (400 * 128.0), 0.49, 0.51);
    }

    [Fact]
    public void The_answer_depends_on_neither_threads_nor_earlier_runs()
    {
        var texts = Corpus(originals: 150, copies: 4, seed: 6);

        var runs = Enumerable.Range(0, 4).Select(_ => NearDuplicatePairs.Find(texts, Settings, TestContext.Current.CancellationToken)).ToArray();

        Assert.All(runs, run => Assert.Equal(runs[0].Distinct, run.Distinct));
    }

    [Fact]
    public void Real_answers_have_the_pairs_of_the_exact_answer()
    {
        // Surer than the default, for there are few pairs and each counts.
        var settings = Settings with { Threshold = 0.5, Recall = 0.9999 };
        var texts = RealData.Texts("alpaca-eval/responses.jsonl.gz", "response").Skip(800).Take(500).Distinct().ToArray();
        var exact = ExactPairs(texts, settings);

        var found = NearDuplicatePairs.Find(texts, settings, TestContext.Current.CancellationToken);

        Assert.NotEmpty(exact);
        Assert.Equal(exact.Keys.Order(), found.Distinct.Select(pair => (pair.First, pair.Second)).Order());
    }

    /// <summary>Texts of 40 to 120 words, and copies of which 0 to 30% of the words are changed.</summary>
    private static List<string> Corpus(int originals, int copies, long seed)
    {
        var random = SplitMix64.Stream(seed, "corpus");
        var texts = Enumerable.Range(0, originals).Select(_ => Sentence(random, random.Between(40, 120))).ToList();
        for (var copy = 0; copy < originals * copies; copy++)
        {
            var words = texts[random.Below(originals)].Split(' ');
            var share = random.Below(30);
            texts.Add(string.Join(' ', words.Select(word => random.Below(400) < share ? "changed" : word)));
        }
        return [.. texts.Distinct()];
    }

    private static string Sentence(SplitMix64 random, int words) =>
        string.Join(' ', Enumerable.Range(0, words).Select(_ => $"w{random.Below(5000)}"));

    /// <summary>All with all, on sets of strings.</summary>
    private static Dictionary<(int, int), double> ExactPairs(IReadOnlyList<string> texts, NearDuplicateSettings settings)
    {
        var sets = texts.Select(text =>
        {
            var words = string.Concat(text.ToLowerInvariant().Select(c => char.IsLetterOrDigit(c) || char.IsSurrogate(c) ? c : ' '))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return words.Length <= settings.ShingleWords ? [string.Join(' ', words)]
                : Enumerable.Range(0, words.Length - settings.ShingleWords + 1).Select(i => string.Join(' ', words, i, settings.ShingleWords)).ToHashSet();
        }).ToArray();
        var pairs = new Dictionary<(int, int), double>();
        for (var i = 0; i < sets.Length; i++)
            for (var j = i + 1; j < sets.Length; j++)
            {
                var shared = sets[i].Count < sets[j].Count ? sets[i].Count(sets[j].Contains) : sets[j].Count(sets[i].Contains);
                var similarity = shared / (double)(sets[i].Count + sets[j].Count - shared);
                if (similarity >= settings.Threshold) pairs[(i, j)] = similarity;
            }
        return pairs;
    }
}

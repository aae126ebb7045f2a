using System.Globalization;
using System.Text.RegularExpressions;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.DataMining.Prompts;
using ArenaLearning.TestArtifacts;
using Xunit;

namespace ArenaLearning.Services.Tests.DataMining;

public sealed partial class PromptSetTests : IAsyncLifetime
{
    private static readonly ArithmeticPrompts Prompts = new()
    {
        Skills = new Dictionary<string, double> { ["addition"] = 1, ["subtraction"] = 1, ["multiplication"] = 1, ["two_step"] = 1 },
        TerseShare = 0.5,
        Initial = 900,
        InitialSkills = new Dictionary<string, double> { ["addition"] = 0.7, ["subtraction"] = 0.1, ["multiplication"] = 0.1, ["two_step"] = 0.1 },
        Iterations = 2,
        Parts = new(1500, 700, 800),
        Validation = 400,
        Diverse = 200,
        Hard = 100,
    };

    private readonly string folder = Directory.CreateTempSubdirectory("prompt-sets-").FullName;
    private PromptSetsBuilt built = null!;
    private readonly Dictionary<string, List<PromptRow>> sets = [];
    private readonly List<SftRow> initial = [];

    public async ValueTask InitializeAsync()
    {
        built = await BuildAsync("one", Prompts, seed: 1);
        Assert.Null(built.Failure);
        foreach (var (name, file) in built.Sets)
            if (name == "D0")
                await foreach (var row in JsonLines.ReadAsync<SftRow>(file.LocalPath())) initial.Add(row);
            else
                await foreach (var row in JsonLines.ReadAsync<PromptRow>(file.LocalPath()))
                    (sets.TryGetValue(name, out var rows) ? rows : sets[name] = []).Add(row);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Every_set_has_the_size_that_was_asked_for()
    {
        var expected = new Dictionary<string, int>
        {
            ["D0"] = 900,
            ["D1"] = 1500,
            ["D2"] = 700,
            ["D3"] = 800,
            ["D4"] = 1500,
            ["D5"] = 700,
            ["D6"] = 800,
            ["validation"] = 400,
            ["arena-diverse"] = 200,
            ["arena-hard"] = 100,
        };

        Assert.Equal(expected, built.Counts.ToDictionary());
        Assert.Equal(expected, sets.ToDictionary(set => set.Key, set => set.Value.Count).Append(new("D0", initial.Count)).ToDictionary());
    }

    [Fact]
    public void Operand_pairs_of_validation_and_arena_never_occur_in_training_or_battles()
    {
        var training = sets.Where(set => set.Key[0] == 'D').SelectMany(set => set.Value)
            .SelectMany(row => PairsOf(row.Category, Content(row)))
            .Concat(initial.SelectMany(row => PairsOf(row.Provenance.Category, row.Messages[0].Content)))
            .Concat(initial.SelectMany(row => PairsInEquations(row.Messages[1].Content)))
            .ToHashSet();
        var validation = PairsOfSets("validation");
        var arena = PairsOfSets("arena-diverse", "arena-hard");

        Assert.True(training.Count > 1000 && validation.Count > 100 && arena.Count > 50);
        Assert.Empty(training.Intersect(validation));
        Assert.Empty(training.Intersect(arena));
        Assert.Empty(validation.Intersect(arena));
    }

    [Fact]
    public void The_reference_is_what_the_question_asks_for()
    {
        Assert.All(sets.Values.SelectMany(rows => rows), row =>
            Assert.Equal(Evaluate(row.Category, Numbers(Content(row))).ToString(CultureInfo.InvariantCulture), row.Reference));
        Assert.All(initial, row => Assert.EndsWith(
            $"#### {Evaluate(row.Provenance.Category, Numbers(row.Messages[0].Content))}", row.Messages[1].Content, StringComparison.Ordinal));
    }

    [Fact]
    public void No_prompt_occurs_twice_and_what_was_dropped_is_counted()
    {
        var questions = sets.Values.SelectMany(rows => rows).Select(Content)
            .Concat(initial.Select(row => row.Messages[0].Content)).ToArray();

        Assert.Equal(questions.Length, questions.Distinct().Count());
        Assert.True(built.Dropped["duplicate of another set"] > 0);
    }

    [Fact]
    public void Skills_styles_and_phrasings_come_in_the_shares_that_were_asked_for()
    {
        Assert.Equal([90, 90, 90, 630], initial.CountBy(row => row.Provenance.Category).Select(count => count.Value).Order());
        Assert.Equal(450, initial.Count(row => row.Messages[1].Content.StartsWith('#')));
        foreach (var name in new[] { "arena-diverse", "arena-hard" })
            Assert.All(sets[name].CountBy(row => row.Category), skill => Assert.Equal(sets[name].Count / 4, skill.Value));
    }

    [Fact]
    public void The_hard_part_has_more_carries_and_borrows_than_the_diverse_part()
    {
        double Difficulty(string set) => sets[set]
            .Average(row => new ArithmeticProblem(
                ArithmeticSkills.Parse(row.Category), Numbers(Content(row)), PairSplit.Arena, 0, "").Difficulty);

        Assert.True(Difficulty("arena-hard") > Difficulty("arena-diverse") + 1);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        var again = await BuildAsync("again", Prompts, seed: 1);
        var other = await BuildAsync("other", Prompts, seed: 2);

        Assert.Equal(Digests(built), Digests(again));
        Assert.All(Digests(built), set => Assert.NotEqual(set.Value, Digests(other)[set.Key]));
    }

    [Theory]
    [InlineData("division", 1, "there is no skill 'division': use addition, subtraction, multiplication, two_step")]
    [InlineData("addition", -1, "skills.addition is -1")]
    [InlineData("addition", 0, "no skill a weight above 0")]
    public async Task Weights_that_cannot_be_met_are_refused(string skill, double weight, string message)
    {
        var built = await BuildAsync("refused", Prompts with { Skills = new Dictionary<string, double> { [skill] = weight } }, 1);

        Assert.Contains(message, built.Failure, StringComparison.Ordinal);
        Assert.Empty(built.Sets);
    }

    [Fact]
    public async Task More_prompts_than_there_are_is_refused_and_says_so()
    {
        var only = new Dictionary<string, double> { ["multiplication"] = 1 };

        var built = await BuildAsync("too-many", Prompts with { Skills = only, Validation = 60_000 }, 1);

        Assert.Contains("validation: 10000 draws of multiplication in a row gave no new prompt", built.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Vocabulary_texts_cover_every_word_of_every_set()
    {
        var known = ArithmeticProblems.VocabularyTexts().SelectMany(Tokens).ToHashSet();

        var used = sets.Values.SelectMany(rows => rows).SelectMany(row => Tokens(Content(row)))
            .Concat(initial.SelectMany(row => row.Messages).SelectMany(turn => Tokens(turn.Content))).ToHashSet();

        Assert.Empty(used.Except(known));
        Assert.True(known.Count <= 120, $"{known.Count} tokens");
    }

    private Task<PromptSetsBuilt> BuildAsync(string folder, ArithmeticPrompts prompts, long seed) => PromptSetBuilder.BuildAsync(
        new("campaign", "build", ArtifactScope.OfFolder(Path.Combine(this.folder, folder)), prompts, seed), new FolderArtifactStore(),
        TestContext.Current.CancellationToken);

    private HashSet<(char, int, int)> PairsOfSets(params string[] names) =>
        [.. names.SelectMany(name => sets[name]).SelectMany(row => PairsOf(row.Category, Content(row)))];

    // Written anew on purpose: the test must not ask the code that it tests which pairs a question has.
    private static IEnumerable<(char, int, int)> PairsOf(string skill, string question) => (skill, Numbers(question)) switch
    {
        ("addition", [var a, var b]) => [Pair('+', a, b)],
        ("subtraction", [var a, var b]) => [Pair('-', a, b)],
        ("multiplication", [var a, var b]) => [Pair('*', a, b)],
        ("two_step", [var a, var b, var c]) => [Pair('+', a, b), Pair('-', a + b, c)],
        _ => throw new InvalidOperationException($"no {skill}: {question}"),
    };

    private static (char, int, int) Pair(char operation, int a, int b) =>
        operation == '-' ? (operation, a, b) : (operation, Math.Min(a, b), Math.Max(a, b));

    private static IEnumerable<(char, int, int)> PairsInEquations(string answer) =>
        Equation().Matches(answer).Select(match => Pair(
            match.Groups[2].Value[0], int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture),
            int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture)));

    private static int Evaluate(string skill, int[] numbers) => (skill, numbers) switch
    {
        ("addition", [var a, var b]) => a + b,
        ("subtraction", [var a, var b]) => a - b,
        ("multiplication", [var a, var b]) => a * b,
        ("two_step", [var a, var b, var c]) => a + b - c,
        _ => throw new InvalidOperationException($"no {skill}"),
    };

    private static int[] Numbers(string text) =>
        [.. Number().Matches(text).Select(match => int.Parse(match.Value, CultureInfo.InvariantCulture))];

    private static IEnumerable<string> Tokens(string text) => Token().Matches(text).Select(match => match.Value);

    private static string Content(PromptRow row) => row.Messages[^1].Content;

    private static Dictionary<string, string> Digests(PromptSetsBuilt built) =>
        built.Sets.ToDictionary(set => set.Key, set => set.Value.Sha256);

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();

    [GeneratedRegex(@"([0-9]+)([-+*])([0-9]+)")]
    private static partial Regex Equation();

    [GeneratedRegex(@"\d|#### ?| ?[A-Za-z']+ ?|[^\sA-Za-z\d]|\s")]
    private static partial Regex Token();
}

using ArenaLearning.Arena.Recipes;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.DataMining.Cleaning;
using ArenaLearning.DataMining.Embeddings;
using ArenaLearning.DataMining.NearDuplicates;
using ArenaLearning.DataMining.TestSets;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Arena.TestSets;

/// <summary>Reads the settings of <c>arena testset build</c>: the defaults, a file over them, options over both.</summary>
public static class TestSetFile
{
    private const string None = "none";
    private static readonly string[] Units = ["characters", "words"];
    private static readonly string[] Kinds = ["hashed", "openai", "onnx"];
    private static readonly string[] Poolings = ["mean", "cls"];

    /// <param name="text">YAML; null for the defaults alone.</param>
    /// <param name="path">Named in problems; relative paths in the file start from its folder.</param>
    /// <param name="assignments">Each <c>key.path=value</c> and the option that a problem with it names. Relative paths start from the current folder.</param>
    /// <exception cref="FileRefusedException">Names every line and key, or option, that is wrong.</exception>
    public static TestSetSpec Parse(string? text, string path, IReadOnlyList<(string Assignment, string Option)> assignments)
    {
        var tree = YamlText.ParseFile(TestSetDefaults.Yaml, "defaults");
        if (text is not null) tree = YamlOverlay.Merge(tree, YamlText.ParseFile(text, path));
        foreach (var (assignment, option) in assignments) tree = YamlOverlay.Set(tree, assignment, option);
        var problems = new List<FileProblem>();
        var spec = YamlSection.ReadFile(tree, problems, file => Read(file, PathAt, problems, tree));
        return problems.Count == 0 ? spec : throw new FileRefusedException([.. problems.OrderBy(problem => problem.Origin.Line)]);

        string PathAt(string key, string written) => tree.Locate(key).Line > 0 ? CampaignPaths.Resolve(path, written) : written;
    }

    private static TestSetSpec Read(YamlSection file, Func<string, string, string> pathAt, List<FileProblem> problems, YamlMap tree)
    {
        var seed = file.Whole("seed", 0L, long.MaxValue);
        string? rules = null;
        var cleaning = file.Section("cleaning", section =>
        {
            rules = section.Text("rules") is var written && written == "default" ? null : pathAt("cleaning.rules", written);
            return ReadCleaning(section, seed, problems, tree);
        });
        var embeddings = file.Section("embeddings", section => ReadEmbeddings(section, pathAt, problems, tree));
        var difficulty = file.Section("difficulty", section => ReadDifficulty(section, pathAt, problems, tree));
        var splits = file.Section("splits", section => (
            Initial: section.Has("initial") ? section.Whole("initial", 0, int.MaxValue) : (int?)null, Parts: section.Count("parts")));
        return file.Section("test_sets", section => new TestSetSpec(
            new(cleaning, section.Count("clusters"), section.Count("per_cluster"), section.Whole("rated_per_cluster", 0, int.MaxValue),
                section.Whole("hard", 0, int.MaxValue), splits.Initial, splits.Parts, seed),
            rules, embeddings, difficulty));
    }

    private static CleaningSettings ReadCleaning(YamlSection cleaning, long seed, List<FileProblem> problems, YamlMap tree)
    {
        var (nearest, cutoff) = cleaning.Section("decontamination", section => (
            section.Whole("nearest", 0, int.MaxValue), section.OptionalNumber("cutoff", Allowed.From(-1, 1))));
        return new(
            cleaning.Whole("minimum_length", 0, int.MaxValue), Unit(cleaning.Word("minimum_unit", Units)),
            cleaning.Whole("prefix_length", 0, int.MaxValue), Unit(cleaning.Word("prefix_unit", Units)),
            cleaning.Section("near_duplicates", section => ReadNearDuplicates(section, seed, problems, tree)),
            nearest, cutoff, cleaning.Flag("english_only"));
    }

    /// <returns>Null where switched off.</returns>
    private static NearDuplicateSettings? ReadNearDuplicates(YamlSection section, long seed, List<FileProblem> problems, YamlMap tree)
    {
        const string permutationsKey = "cleaning.near_duplicates.permutations";
        var permutations = section.Whole("permutations", 8, 4096);
        if (permutations % 8 != 0) problems.Add(new(tree.Locate(permutationsKey), permutationsKey, "must be a multiple of 8"));
        var settings = new NearDuplicateSettings(
            section.Number("threshold", new(0, 1, LeastExcluded: true)), section.Count("shingle_words"), permutations,
            section.Number("recall", new(0, 1, LeastExcluded: true, MostExcluded: true)), seed);
        return section.Flag("enabled") ? settings : null;
    }

    private static EmbeddingSettings ReadEmbeddings(YamlSection section, Func<string, string, string> pathAt, List<FileProblem> problems, YamlMap tree)
    {
        var kind = section.Word("kind", Kinds);
        var (url, model, key, vocabulary) = (Optional(section, "url"), Optional(section, "model"), Optional(section, "key_variable"),
            Optional(section, "vocabulary"));
        var pooling = section.Word("pooling", Poolings) == "cls" ? Pooling.Cls : Pooling.Mean;
        var lowerCase = section.Flag("lower_case");
        var concurrency = section.Count("concurrency");
        switch (kind)
        {
            case "openai":
                return new(Endpoint("embeddings", url, model, key, concurrency, problems, tree), Concurrency: concurrency);
            case "onnx" when model is not null:
                var vocabularyPath = vocabulary is null ? null : pathAt("embeddings.vocabulary", vocabulary);
                return new(Onnx: new(pathAt("embeddings.model", model), vocabularyPath, pooling, lowerCase), Concurrency: concurrency);
            case "onnx":
                problems.Add(new(tree.Locate("embeddings.model"), "embeddings.model", "must be the path of an ONNX file where the kind is onnx"));
                return new();
            default:
                if (model is not null || url is not null)
                    problems.Add(new(tree.Locate("embeddings.kind"), "embeddings.kind", "must be openai or onnx where there is a url or a model"));
                return new(Concurrency: concurrency);
        }
    }

    private static DifficultySpec ReadDifficulty(YamlSection section, Func<string, string, string> pathAt, List<FileProblem> problems, YamlMap tree)
    {
        var (battles, url, model, key) = (Optional(section, "battles"), Optional(section, "url"), Optional(section, "model"),
            Optional(section, "key_variable"));
        var concurrency = section.Count("concurrency");
        if (battles is not null && (url is not null || model is not null))
            problems.Add(new(tree.Locate("difficulty.battles"), "difficulty.battles", "must be left out where a model rates difficulty"));
        return new(
            battles is null ? null : pathAt("difficulty.battles", battles),
            url is null && model is null ? null : Endpoint("difficulty", url, model, key, concurrency, problems, tree), concurrency);
    }

    private static EndpointModel? Endpoint(string section, string? url, string? model, string? key, int concurrency, List<FileProblem> problems, YamlMap tree)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            problems.Add(new(tree.Locate($"{section}.url"), $"{section}.url", "must be the http(s) address of an endpoint, up to and with /v1"));
        if (model is null) problems.Add(new(tree.Locate($"{section}.model"), $"{section}.model", "must name a model of the endpoint"));
        return address is null || model is null ? null : new(new(section, url!, key is null ? null : new(key, null), concurrency), model);
    }

    private static string? Optional(YamlSection section, string key) => section.Text(key) is var written && written == None ? null : written;

    private static LengthUnit Unit(string word) => word == "words" ? LengthUnit.Words : LengthUnit.Characters;
}

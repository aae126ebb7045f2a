using ArenaLearning.Contracts.Formats;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Training;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Arena.Recipes;

/// <summary>Reads the recipe files of <c>arena train</c>, as strictly as campaign files.</summary>
public static class RecipeFile
{
    /// <summary>In place of a path: there is none.</summary>
    private const string NoPath = "none";

    private static readonly string[] DataTypes = ["float16", "float32"];

    private static readonly string[] PathKeys = ["tokenizer", "base", "file"];

    /// <param name="text">YAML.</param>
    /// <param name="path">Named in problems; relative paths in the file start from its folder and come back full.</param>
    /// <param name="assignments">Each <c>key.path=value</c>, laid over the file; relative paths in them start from the current folder.</param>
    /// <exception cref="FileRefusedException">Names every line and key, or option, that is wrong.</exception>
    public static RecipeSpec Parse(string text, string path, IReadOnlyList<string> assignments)
    {
        var tree = YamlText.ParseFile(text, path);
        foreach (var assignment in assignments) tree = YamlOverlay.Set(tree, assignment, $"--set {assignment}", FromCurrentFolder);
        var problems = new List<FileProblem>();
        var spec = YamlSection.ReadFile(tree, problems, file => Read(file, path));
        if (problems.Count == 0)
            problems.AddRange(Broken(spec).Select(broken => new FileProblem(tree.Locate(broken.Keys[0]), broken.Keys[0], broken.What)));
        return problems.Count == 0 ? spec : throw new FileRefusedException([.. problems.OrderBy(p => p.Origin.Line)]);
    }

    private static YamlScalar FromCurrentFolder(string key, YamlScalar value) =>
        PathKeys.Contains(key) && value is { IsNull: false, Text: not ("" or NoPath) }
            ? value with { Text = Path.GetFullPath(value.Text), Plain = false } : value;

    private static RecipeSpec Read(YamlSection file, string path)
    {
        string? PathOf(string key)
        {
            var written = file.Text(key, fallback: NoPath);
            return written == NoPath ? null : CampaignPaths.Resolve(path, written);
        }

        var device = file.Word("device", Devices.Names, fallback: "auto");
        return new(
            file.Text("name"),
            file.Whole("seed", 0L, long.MaxValue),
            PathOf("tokenizer"),
            file.OptionalSection("model", RecipeReader.ReadModel),
            PathOf("base"),
            file.Section("data", data => ReadData(data, path)),
            file.Section("recipe", recipe => RecipeReader.Read(recipe, [TrainingAlgorithm.Sft, TrainingAlgorithm.Dpo], device)),
            file.Word("dtype", DataTypes, fallback: "float32"));
    }

    private static RecipeData ReadData(YamlSection data, string path) => data.Has("file")
        ? new(null, CampaignPaths.Resolve(path, data.Text("file")))
        : new(new(
            data.NumberByName("skills", ArithmeticSkills.Names, Allowed.NotNegative), data.Count("count"),
            data.Number("terse_share", Allowed.Rate)), null);

    private static IEnumerable<BrokenRule> Broken(RecipeSpec spec)
    {
        if (spec.Base is null && spec.Model is null)
            yield return new("is missing: without a base the file must give the shape of a fresh model", "model");
        if (spec.Base is not null && spec.Model is not null)
            yield return new("must be left out where there is a base, whose shape it keeps", "model");
        if (spec.Base is not null && spec.Tokenizer is not null)
            yield return new("must be left out where there is a base, whose tokenizer it keeps", "tokenizer");
        if (spec.Base is null && spec.Recipe.Algorithm == TrainingAlgorithm.Dpo)
            yield return new("DPO improves a checkpoint: name one", "base");
        if (spec.Data.Generated is not null && spec.Recipe.Algorithm == TrainingAlgorithm.Dpo)
            yield return new("DPO reads preference pairs: name a file of them", "data");
        if (spec.Data.Generated is { } generated && generated.Skills.Values.Sum() <= 0)
            yield return new("at least one skill must have a weight above 0", "data.skills");
        foreach (var broken in RecipeReader.Broken(spec.Recipe, "recipe")) yield return broken;
        if (spec.Model is { } model)
            foreach (var broken in RecipeReader.Broken(model, "model")) yield return broken;
    }
}

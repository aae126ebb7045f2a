using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Training;

/// <summary>Reads the keys that kinds of stages share; what is missing is taken from the campaign's own keys.</summary>
internal sealed class StageKeys(YamlSection section, StageDefaults defaults)
{
    /// <summary>Scores run from 1 to 10: no gap is greater than 9.</summary>
    public static readonly Allowed GapAllowed = Allowed.From(0, 9);

    public const int MostSamples = 64;

    private static readonly string[] Starts = ["target", "initial"];

    /// <summary>For the keys that only one kind has.</summary>
    public YamlSection Section => section;

    public StageDefaults Defaults => defaults;

    /// <summary>The same keys in a mapping within this one.</summary>
    public StageKeys Of(YamlSection inner) => new(inner, defaults);

    public int Iteration() => section.Whole("iteration", 1, 100);

    public string Name(string label, int iteration) => section.Text("name", $"{label}-I{iteration}");

    public string Prompts() => section.Text("prompts");

    public bool ReusePrompts() => section.Flag("reuse_prompts", false);

    /// <param name="word">Below <c>battles.target_samples</c>.</param>
    public int Samples(string word, Func<StageCounts, int> fallback)
    {
        if (section.OptionalWhole("samples", 1, MostSamples) is { } samples) return samples;
        if (defaults.Samples is { } counts) return fallback(counts);
        section.Refuse("samples", $"is missing: give it here, or battles.target_samples.{word} for all");
        return 1;
    }

    /// <param name="key">Below <c>mining</c>.</param>
    public double Gap(string key, Func<MiningSpec, IReadOnlyList<double>> fallback, int iteration)
    {
        if (section.OptionalNumber("gap", GapAllowed) is { } gap) return gap;
        var gaps = defaults.Mining is { } mining ? fallback(mining) : [];
        if (iteration > 0 && iteration <= gaps.Count) return gaps[iteration - 1];
        section.Refuse("gap", $"is missing: give it here, or one for iteration {iteration} in mining.{key}");
        return 0;
    }

    public string From() => section.Word("from", Starts, defaults.Training.SftFrom);

    public GateSpec Gate() => section.OptionalSection("gate", TrainingCampaignReader.ReadGate) ?? defaults.Gate;

    /// <summary>A recipe of <c>training</c> by its name, or one that is spelt out.</summary>
    /// <param name="name">Of the recipe where none is named.</param>
    public TrainingRecipe Recipe(string name, TrainingAlgorithm algorithm)
    {
        const string key = "recipe";
        if (section.IsSection(key)) return section.Section(key, recipe => RecipeReader.Read(recipe, [algorithm], defaults.Device));
        var named = section.Text(key, name);
        var recipes = defaults.Training.Recipes;
        if (!recipes.TryGetValue(named, out var found))
            section.Refuse(key, section.Has(key)
                ? $"there is no training.{named}; name one of {string.Join(", ", recipes.Keys)}, or spell a recipe out"
                : $"is missing: name a recipe of training, spell one out, or give training.{name}");
        else if (found.Algorithm != algorithm)
            section.Refuse(key, $"training.{named} is of algorithm {EnumWord.Of(found.Algorithm)}, and this stage needs {EnumWord.Of(algorithm)}");
        else return found;
        return new(algorithm, defaults.Device, 0, 0, new(0, 0, 0, 0, 0, 0, 0), 0, 0);
    }
}

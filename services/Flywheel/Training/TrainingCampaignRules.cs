using System.Text.RegularExpressions;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Work;

namespace ArenaLearning.Flywheel.Training;

/// <summary>What must hold between the values of a campaign file.</summary>
internal static partial class TrainingCampaignRules
{
    public static IEnumerable<BrokenRule> Broken(TrainingCampaignSpec spec) =>
    [
        .. FolderNames.Broken(spec.Name, "name"),
        .. Names(spec),
        .. CompetitorRules.Broken(spec),
        .. Weights(spec.Prompts.Skills, "prompts.skills"),
        .. Weights(spec.Prompts.InitialSkills, "prompts.initial_skills"),
        .. Gaps(spec),
        .. RecipeReader.Broken(spec.Target.Model, "target.model"),
        .. spec.Training.Recipes.SelectMany(recipe => Recipe(recipe.Value, spec, $"training.{recipe.Key}")),
        .. Tokens(spec.Battles.MaxTokens, spec, "battles.max_tokens"),
        .. StageListRules.Broken(spec),
        .. WorkRules.Broken(spec.Work),
    ];

    private static IEnumerable<BrokenRule> Names(TrainingCampaignSpec spec)
    {
        var first = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var versions = (spec.Stages ?? []).SelectMany(stage => stage.Models).Select(model => model.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < spec.Competitors.Count; i++)
        {
            var (name, key) = (spec.Competitors[i].Name!, $"competitors.{i}.name");
            if (FolderNames.Broken(name, key).ToList() is [var broken]) yield return broken;
            else if (versions.Contains(name) || IsVersion(name))
                yield return new($"\"{name}\" is what a version of the target is named; name the competitor otherwise", key);
            else if (!first.TryAdd(name, i))
                yield return new($"\"{name}\" is also the name of competitors.{first[name]}; names must differ", key, $"competitors.{first[name]}.name");
        }

        if (spec.Competitors.All(c => c.Name != spec.Arena.Anchor))
            yield return new($"\"{spec.Arena.Anchor}\" is no competitor; it must be one of {string.Join(", ", spec.Competitors.Select(c => c.Name))}",
                ["arena.anchor", .. spec.Competitors.Count == 0 ? ["competitors"] : spec.Competitors.Select((_, i) => $"competitors.{i}.name")]);
    }

    private static IEnumerable<BrokenRule> Weights(IReadOnlyDictionary<string, double> weights, string key)
    {
        if (weights.Values.Sum() <= 0) yield return new("at least one skill must have a weight above 0", key);
    }

    private static IEnumerable<BrokenRule> Gaps(TrainingCampaignSpec spec) => spec is { Stages: null, Mining: { } mining }
        ? [
            .. Gaps(mining.SftGap, spec.Prompts.Iterations, "mining.sft_gap"),
            .. Gaps(mining.DpoGap, spec.Prompts.Iterations, "mining.dpo_gap"),
            .. Gaps(mining.RewardGap, spec.Prompts.Iterations, "mining.reward_gap"),
        ] : [];

    private static IEnumerable<BrokenRule> Gaps(IReadOnlyList<double> gaps, int iterations, string key)
    {
        if (gaps.Count < iterations)
            yield return new($"must have a gap for each of the {iterations} iterations, has {gaps.Count}", key, "prompts.iterations");
    }

    /// <summary>What is wrong with a recipe of this campaign.</summary>
    /// <param name="key">Path of the recipe in its file.</param>
    internal static IEnumerable<BrokenRule> Recipe(TrainingRecipe recipe, TrainingCampaignSpec spec, string key) =>
        [.. RecipeReader.Broken(recipe, key), .. recipe.Ppo is { } ppo ? Tokens(ppo.MaxTokens, spec, $"{key}.ppo.max_tokens") : []];

    private static IEnumerable<BrokenRule> Tokens(int maxTokens, TrainingCampaignSpec spec, string key)
    {
        if (maxTokens >= spec.Target.Model.MaxPositions)
            yield return new($"must leave room for the prompt in the target's {spec.Target.Model.MaxPositions} max_positions, is {maxTokens}",
                key, "target.model.max_positions");
    }

    /// <summary>Whether a name is one that a stage or its model has where its file gives none.</summary>
    private static bool IsVersion(string name) => Version().Match(name) is { Success: true } match
        && StageKinds.All.Any(kind => kind.Label.Equals(match.Groups[1].Value, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"\A([a-z]+)-I\d+", RegexOptions.IgnoreCase)]
    private static partial Regex Version();
}

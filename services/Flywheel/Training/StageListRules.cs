using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Training;

/// <summary>What must hold of a list of stages.</summary>
internal static class StageListRules
{
    public static IEnumerable<BrokenRule> Broken(TrainingCampaignSpec spec) =>
        spec.Stages is { } stages ? stages.SelectMany((stage, i) => Broken(spec, [.. stages.Take(i)], stage, $"stages.{i}")) : [];

    private static IEnumerable<BrokenRule> Broken(TrainingCampaignSpec spec, IReadOnlyList<IStage> before, IStage stage, string key) =>
    [
        .. Place(before, stage, key),
        .. Names(before, stage, key),
        .. Prompts(spec, before, stage, key),
        .. Recipes(spec, stage, key),
        .. stage.Broken(before, key),
    ];

    private static IEnumerable<BrokenRule> Place(IReadOnlyList<IStage> before, IStage stage, string key)
    {
        if (before.Count == 0 && !stage.BeginsCampaign)
            yield return new($"there is no target yet: the first stage must be of kind {InitialStage.KindName}", $"{key}.kind");
        if (before.Count > 0 && stage.BeginsCampaign)
            yield return new("makes the first target, and so can only be the first stage", $"{key}.kind");
    }

    /// <summary>A stage's name names its folders, and each model that it trains has one.</summary>
    private static IEnumerable<BrokenRule> Names(IReadOnlyList<IStage> before, IStage stage, string key)
    {
        var taken = before.SelectMany(NamesOf).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var name in NamesOf(stage))
        {
            var at = name == stage.Name ? $"{key}.name" : $"{key}.train_reward_model.name";
            if (FolderNames.Broken(name, at).ToList() is [var broken]) yield return broken with { Keys = [at, $"{key}.kind"] };
            else if (Field.SetNames.Contains(name, StringComparer.OrdinalIgnoreCase))
                yield return new($"\"{name}\" is the name of a prompt set; choose another", at, $"{key}.kind");
            else if (MinedDataset.Endings.FirstOrDefault(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) is { } ending)
                yield return new($"must not end in {ending}: datasets of other stages are named so", at, $"{key}.kind");
            else if (!taken.Add(name))
                yield return new($"\"{name}\" is also the name of a stage or model above; names must differ", at, $"{key}.kind", $"{key}.iteration");
        }
    }

    /// <summary>Of the stage and its models, of which one may bear the stage's name, and no more.</summary>
    private static IEnumerable<string> NamesOf(IStage stage)
    {
        var models = stage.Models.Select(model => model.Name).ToList();
        return models.Contains(stage.Name) ? models : models.Prepend(stage.Name);
    }

    private static IEnumerable<BrokenRule> Prompts(TrainingCampaignSpec spec, IReadOnlyList<IStage> before, IStage stage, string key)
    {
        if (stage.Battles is not { } battles) yield break;
        var at = $"{key}.prompts";
        var parts = IterationStages.PartsOfIteration * spec.Prompts.Iterations;
        if (!Enumerable.Range(1, parts).Any(part => battles.Split == $"D{part}"))
            yield return new($"\"{battles.Split}\" is no part of the prompts; there are D1 to D{parts}, three for each of prompts.iterations",
                at, $"{key}.kind", "prompts.iterations");
        else if (!battles.Reused && before.FirstOrDefault(earlier => earlier.Battles?.Split == battles.Split) is { } first)
            yield return new($"{first.Name} trains on {battles.Split} already; name another part, or say reuse_prompts: true", at, $"{key}.kind");
    }

    /// <summary>Recipes that are spelt out; those of <c>training</c> are looked at there.</summary>
    private static IEnumerable<BrokenRule> Recipes(TrainingCampaignSpec spec, IStage stage, string key) => stage.Models
        .Where(model => model.Name != stage.Control?.Name && !spec.Training.Recipes.Values.Any(recipe => ReferenceEquals(recipe, model.Recipe)))
        .SelectMany(model => TrainingCampaignRules.Recipe(model.Recipe, spec, $"{key}.{model.Key}"));
}

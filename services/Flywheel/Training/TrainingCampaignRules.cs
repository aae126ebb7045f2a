using System.Text.RegularExpressions;
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
        .. Gaps(spec.Mining.SftGap, spec.Prompts.Iterations, "mining.sft_gap"),
        .. Gaps(spec.Mining.DpoGap, spec.Prompts.Iterations, "mining.dpo_gap"),
        .. Gaps(spec.Mining.RewardGap, spec.Prompts.Iterations, "mining.reward_gap"),
        .. RecipeReader.Broken(spec.Target.Model, "target.model"),
        .. RecipeReader.Broken(spec.Training.Initial, "training.initial"),
        .. RecipeReader.Broken(spec.Training.Sft, "training.sft"),
        .. RecipeReader.Broken(spec.Training.Dpo, "training.dpo"),
        .. RecipeReader.Broken(spec.Training.RewardModel, "training.reward_model"),
        .. RecipeReader.Broken(spec.Training.Ppo, "training.ppo"),
        .. Tokens(spec.Battles.MaxTokens, spec, "battles.max_tokens"),
        .. Tokens(spec.Training.Ppo.Ppo?.MaxTokens ?? 0, spec, "training.ppo.ppo.max_tokens"),
        .. WorkRules.Broken(spec.Work),
    ];

    private static IEnumerable<BrokenRule> Names(TrainingCampaignSpec spec)
    {
        var first = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < spec.Competitors.Count; i++)
        {
            var (name, key) = (spec.Competitors[i].Name!, $"competitors.{i}.name");
            if (FolderNames.Broken(name, key).ToList() is [var broken]) yield return broken;
            else if (TargetVersion().IsMatch(name))
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

    private static IEnumerable<BrokenRule> Gaps(IReadOnlyList<double> gaps, int iterations, string key)
    {
        if (gaps.Count < iterations)
            yield return new($"must have a gap for each of the {iterations} iterations, has {gaps.Count}", key, "prompts.iterations");
    }

    private static IEnumerable<BrokenRule> Tokens(int maxTokens, TrainingCampaignSpec spec, string key)
    {
        if (maxTokens >= spec.Target.Model.MaxPositions)
            yield return new($"must leave room for the prompt in the target's {spec.Target.Model.MaxPositions} max_positions, is {maxTokens}",
                key, "target.model.max_positions");
    }

    [GeneratedRegex(@"\A(SFT|DPO|PPO|RM)-I\d+", RegexOptions.IgnoreCase)]
    private static partial Regex TargetVersion();
}

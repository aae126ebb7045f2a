using System.Text.RegularExpressions;

namespace ArenaLearning.Flywheel.Campaigns;

/// <summary>A rule over several values is broken.</summary>
/// <param name="What">What is wrong and what is allowed.</param>
/// <param name="Keys">Paths of the values that the rule looks at; the problem is reported at the first.</param>
public sealed record BrokenRule(string What, params IReadOnlyList<string> Keys);

/// <summary>What must hold between the values of a campaign file.</summary>
internal static partial class CampaignFileRules
{
    public static IEnumerable<BrokenRule> Broken(CampaignSpec spec) =>
    [
        .. CampaignName(spec.Name),
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
        .. Window(spec.Work),
    ];

    private const string FolderNames = "must be 1 to 64 letters, digits, '.', '_' or '-' that start with a letter or a digit, for it names a folder";

    public static IEnumerable<BrokenRule> CampaignName(string name)
    {
        if (!FolderName().IsMatch(name)) yield return new(FolderNames, "name");
    }

    private static IEnumerable<BrokenRule> Names(CampaignSpec spec)
    {
        var first = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < spec.Competitors.Count; i++)
        {
            var (name, key) = (spec.Competitors[i].Name, $"competitors.{i}.name");
            if (!FolderName().IsMatch(name)) yield return new(FolderNames, key);
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

    private static IEnumerable<BrokenRule> Tokens(int maxTokens, CampaignSpec spec, string key)
    {
        if (maxTokens >= spec.Target.Model.MaxPositions)
            yield return new($"must leave room for the prompt in the target's {spec.Target.Model.MaxPositions} max_positions, is {maxTokens}",
                key, "target.model.max_positions");
    }

    public static IEnumerable<BrokenRule> Window(WorkSpec work)
    {
        if (work.Window < Math.Max(work.GenerationChunk, work.JudgingChunk))
            yield return new($"must hold at least one chunk of {Math.Max(work.GenerationChunk, work.JudgingChunk)}, is {work.Window}",
                "work.window", "work.generation_chunk", "work.judging_chunk");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex FolderName();

    [GeneratedRegex(@"\A(SFT|DPO|PPO|RM)-I\d+", RegexOptions.IgnoreCase)]
    private static partial Regex TargetVersion();
}

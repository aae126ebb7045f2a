using System.Text.Json.Serialization;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Contestants;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Judges;
using ArenaLearning.Flywheel.Work;

namespace ArenaLearning.Flywheel.Training;

/// <summary>A campaign file, read and checked. Every key of the YAML is the snake_case name of a property here.</summary>
public sealed record TrainingCampaignSpec
{
    /// <summary>Of the campaign; also of its default output folder.</summary>
    public required string Name { get; init; }

    /// <summary>Everything random derives from it.</summary>
    public required long Seed { get; init; }
    public required string Device { get; init; }

    public required TargetSpec Target { get; init; }
    public required IReadOnlyList<ContestantSpec> Competitors { get; init; }

    public required ArithmeticPrompts Prompts { get; init; }
    public required BattleSpec Battles { get; init; }

    /// <summary>Null where the file lists its stages and each has its own gap.</summary>
    public MiningSpec? Mining { get; init; }
    public required ArenaSpec Arena { get; init; }

    public required GateSpec Gate { get; init; }
    public required TrainingSpec Training { get; init; }

    public required WorkSpec Work { get; init; }

    /// <summary>Where competitors and judge are asked; null for none.</summary>
    public IReadOnlyList<EndpointSpec>? Endpoints { get; init; }
    public BudgetSpec? Budget { get; init; }

    /// <summary>Null where iterations say which stages there are; see <see cref="AllStages"/>.</summary>
    public IReadOnlyList<IStage>? Stages { get; init; }

    /// <summary>The stages in their order, whether the file lists them or not.</summary>
    [JsonIgnore]
    public IReadOnlyList<IStage> AllStages => Stages ?? IterationStages.Of(this);

    [JsonIgnore]
    public IReadOnlyList<EndpointSpec> AllEndpoints => Endpoints ?? [];

    /// <summary>Names of the endpoints that somebody is asked at.</summary>
    [JsonIgnore]
    public IEnumerable<string> AskedEndpoints => Competitors.Select(competitor => competitor.AskedAt).OfType<string>().Concat(Battles.Judge.Endpoints);
}

/// <param name="Name">Prefix of nothing: the target's versions are named after their stage, <c>SFT-I0</c> to <c>PPO-I3</c>.</param>
/// <param name="Model">Shape of the fresh model that SFT-I0 trains.</param>
/// <param name="Tokenizer">Folder with the <c>tokenizer.json</c> that every contestant of the campaign uses.</param>
public sealed record TargetSpec(string Name, DecoderShape Model, string Tokenizer);

/// <summary>Battles on training prompts.</summary>
/// <param name="Temperature">At which the target answers.</param>
/// <param name="TargetSamples">Answers of the target to each prompt, by kind of stage; beyond the first they battle each other only. Null where every stage
/// has its own.</param>
/// <param name="MaxTokens">Most tokens of an answer.</param>
/// <param name="Judge"><see cref="JudgeSpec.Verifier"/> where the file says <c>verifier</c>.</param>
public sealed record BattleSpec(
    double Temperature, StageCounts? TargetSamples, int MaxTokens, JudgeSpec Judge);

public sealed record StageCounts(int Sft, int Dpo, int Ppo);

/// <summary>K of each iteration, by kind of stage: three numbers for three iterations.</summary>
public sealed record MiningSpec(IReadOnlyList<double> SftGap, IReadOnlyList<double> DpoGap, IReadOnlyList<double> RewardGap);

/// <summary>The held-out WizardArena.</summary>
/// <param name="Anchor">Contestant whose Elo is fixed.</param>
public sealed record ArenaSpec(string Anchor, double AnchorElo, int Bootstraps);

/// <param name="MinimumGain">Least gain in validation accuracy (0 to 1) for promotion; the gain must be greater than it.</param>
public sealed record GateSpec(double MinimumGain);

/// <param name="SftFrom">Where SFT of an iteration starts: <c>target</c> (the promoted checkpoint) or <c>initial</c> (SFT-I0).</param>
/// <param name="DpoControl">Also train the control that sees the same winners without the preference term.</param>
/// <param name="Sft">As every recipe here one that stages take by name; null where the file lists its stages and has none.</param>
public sealed record TrainingSpec(
    string SftFrom, bool DpoControl, TrainingRecipe Initial, TrainingRecipe? Sft, TrainingRecipe? Dpo,
    TrainingRecipe? RewardModel, TrainingRecipe? Ppo)
{
    /// <summary>Those that are given, by key.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, TrainingRecipe> Recipes => new (string Key, TrainingRecipe? Recipe)[]
        { ("initial", Initial), ("sft", Sft), ("dpo", Dpo), ("reward_model", RewardModel), ("ppo", Ppo) }
        .Where(recipe => recipe.Recipe is not null).ToDictionary(recipe => recipe.Key, recipe => recipe.Recipe!);
}

using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Contracts.Messages;

/// <summary>Command to DataMining: build every prompt set of a campaign.</summary>
/// <param name="Scope">Where the sets go, one <c>NAME.jsonl</c> for each.</param>
public sealed record BuildPromptSets(string Campaign, string BuildId, ArtifactScope Scope, ArithmeticPrompts Arithmetic, long Seed);

/// <summary>
/// Command to DataMining: read a person's prompt file into the campaign's own form. Answered by <see cref="PromptSetsBuilt"/> with one set,
/// <see cref="SetName"/>.
/// </summary>
/// <param name="File">JSONL, gzipped or not, with <c>prompt</c>, <c>instruction</c>, <c>messages</c> or <c>question</c>.</param>
/// <param name="Scope">Where the set goes.</param>
/// <param name="Limit">Most prompts, the first ones of the file; null for all.</param>
public sealed record ImportPrompts(string Campaign, string BuildId, ArtifactReference File, ArtifactScope Scope, int? Limit)
{
    public const string SetName = "arena";
}

/// <summary>
/// Command to DataMining: say how many prompts a campaign would have, and how long they are. Nothing is written. Either a person's file or
/// arithmetic problems are given.
/// </summary>
/// <param name="MeasureId">Under which it is answered, by <see cref="PromptsMeasured"/>.</param>
public sealed record MeasurePrompts(string MeasureId)
{
    /// <summary>As in <see cref="ImportPrompts"/>.</summary>
    public ArtifactReference? File { get; init; }
    public int? Limit { get; init; }

    /// <summary>As in <see cref="BuildPromptSets"/>.</summary>
    public ArithmeticPrompts? Arithmetic { get; init; }
    public long Seed { get; init; }
}

/// <summary>Event: what the prompts come to.</summary>
/// <param name="Sets">By the names of <see cref="PromptSetsBuilt"/>; sets that nobody is asked are left out.</param>
/// <param name="Failure">What is wrong with the prompts, and what to do; null where nothing is.</param>
public sealed record PromptsMeasured(string MeasureId, IReadOnlyDictionary<string, PromptMeasure> Sets, string? Failure = null);

/// <summary>Of a set of prompts.</summary>
/// <param name="Tokens">Of all of them together, estimated.</param>
public sealed record PromptMeasure(int Prompts, long Tokens);

/// <summary>How many arithmetic problems each set holds, and of which skills.</summary>
public sealed record ArithmeticPrompts
{
    /// <summary>Names of skills, each with its weight in the sets.</summary>
    public required IReadOnlyDictionary<string, double> Skills { get; init; }

    /// <summary>Share of D0's answers that are terse; the others are worked.</summary>
    public required double TerseShare { get; init; }

    /// <summary>Rows of D0, with answers.</summary>
    public required int Initial { get; init; }

    /// <summary>Weights of the skills in D0.</summary>
    public required IReadOnlyDictionary<string, double> InitialSkills { get; init; }
    public required int Iterations { get; init; }

    /// <summary>Prompts in each part of the iterations, by stage: D1, D4, D7 for SFT and so on.</summary>
    public required PartSizes Parts { get; init; }

    /// <summary>Prompts of the split that the promotion gate looks at.</summary>
    public required int Validation { get; init; }

    /// <summary>Prompts of the arena's Diverse part, spread evenly over skills.</summary>
    public required int Diverse { get; init; }

    /// <summary>Prompts of the arena's Hard part: the hardest of a larger draw.</summary>
    public required int Hard { get; init; }
}

public sealed record PartSizes(int Sft, int Dpo, int Ppo);

/// <summary>Event: the prompt sets are written.</summary>
/// <param name="Sets">By name: <c>D0</c> (JSONL of <see cref="SftRow"/>), <c>D1</c>.. , <c>validation</c>,
/// <c>arena-diverse</c>, <c>arena-hard</c> (JSONL of <see cref="PromptRow"/>).</param>
/// <param name="Dropped">Rows dropped, by reason.</param>
public sealed record PromptSetsBuilt(
    string Campaign, string BuildId, IReadOnlyDictionary<string, ArtifactReference> Sets,
    IReadOnlyDictionary<string, int> Counts, IReadOnlyDictionary<string, int> Dropped, string? Failure = null);

/// <summary>Command to DataMining: select training rows from the battles of one stage.</summary>
/// <param name="Battles">JSONL of <see cref="PromptBattles"/>: the stage's own battles and, where data accumulates over
/// iterations, those of earlier iterations come in as <paramref name="Earlier"/> datasets.</param>
/// <param name="Earlier">Datasets of the same stage in earlier iterations, whose rows are kept (Table A2 of the paper).</param>
public sealed record MineTrainingData(
    string Campaign, string DatasetId, string Stage, MiningRule Rule, string Target, ArtifactReference Battles,
    IReadOnlyList<MinedDataset> Earlier)
{
    /// <summary>Where the dataset goes.</summary>
    public required ArtifactScope Scope { get; init; }
    public required long Seed { get; init; }

    /// <summary>Responses of others that it cannot say or hold are left out; null where all can be learned from.</summary>
    public LearnerVocabulary? Learner { get; init; }
}

/// <summary>What the model that learns from a dataset can say and hold.</summary>
/// <param name="Tokenizer">Folder with its <c>tokenizer.json</c>.</param>
/// <param name="MaxPositions">Longest sequence, prompt and response together, in tokens.</param>
public sealed record LearnerVocabulary(ArtifactReference Tokenizer, int MaxPositions);

/// <param name="MinimumGap">K: least score gap, in judge points; a row is kept where gap &gt;= K.</param>
/// <param name="MinimumScore">For <see cref="MiningKind.RejectionSampling"/>: least score of the answer that is kept, 1 to 10; null for any.</param>
public sealed record MiningRule(MiningKind Kind, double MinimumGap, double? MinimumScore = null);

public enum MiningKind
{
    /// <summary>Prompts that the target lost, with the winner's response as target.</summary>
    Sft,
    /// <summary>At most one chosen/rejected pair a prompt.</summary>
    Preference,
    /// <summary>Stepwise labels and pairs for the reward model, prompts for PPO.</summary>
    Reward,
    /// <summary>The target's own best answer to each prompt; the gap is that to the mean of its answers.</summary>
    RejectionSampling,
}

/// <summary>The files of one mined dataset.</summary>
/// <param name="Rows">SFT rows, or chosen/rejected pairs.</param>
/// <param name="Stepwise">For <see cref="MiningKind.Reward"/>: JSONL of <see cref="StepwiseRow"/>.</param>
/// <param name="Prompts">For <see cref="MiningKind.Reward"/>: JSONL of <see cref="PromptOnlyRow"/>.</param>
/// <param name="HeldOut">For <see cref="MiningKind.Reward"/>: pairs kept out of training, to measure pair accuracy.</param>
public sealed record MinedDataset(
    ArtifactReference Rows, ArtifactReference? Stepwise = null, ArtifactReference? Prompts = null, ArtifactReference? HeldOut = null)
{
    /// <summary>What stands behind the model's name in the names of its files, where there is more than one.</summary>
    public const string PairsEnding = "-pairs", StepwiseEnding = "-stepwise", PromptsEnding = "-prompts", HeldOutEnding = "-held-out";

    /// <summary>All of them: no model's name may end so.</summary>
    public static IReadOnlyList<string> Endings { get; } = [PairsEnding, StepwiseEnding, PromptsEnding, HeldOutEnding];
}

/// <param name="RowCount">Rows of the dataset, earlier iterations included.</param>
/// <param name="NewRows">Rows mined from this stage's battles.</param>
/// <param name="ChosenBy">New rows by the contestant whose response was chosen (Table A9.8).</param>
/// <param name="Dropped">Prompts that gave no row, by reason.</param>
public sealed record TrainingDataMined(
    string Campaign, string DatasetId, string Stage, MinedDataset? Dataset, int RowCount, int NewRows,
    IReadOnlyDictionary<string, int> ChosenBy, IReadOnlyDictionary<string, int> Dropped)
{
    /// <summary>Why there is no dataset; null where there is one.</summary>
    public string? Failure { get; init; }
}

using System.Text.Json;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Training;

/// <summary>The keys of a training recipe and of a model's shape.</summary>
public static class RecipeReader
{
    private static readonly Allowed LearningRate = new(0, 1, LeastExcluded: true);
    private static readonly Allowed Decay = new(0, 1, MostExcluded: true);

    /// <param name="recipe">A recipe has the settings of its own algorithm and of no other.</param>
    /// <param name="algorithms">Those that fit the place of the recipe.</param>
    /// <param name="device">Where the recipe names none.</param>
    public static TrainingRecipe Read(YamlSection recipe, IReadOnlyList<TrainingAlgorithm> algorithms, string device)
    {
        var words = algorithms.ToDictionary(a => JsonNamingPolicy.SnakeCaseLower.ConvertName(a.ToString()));
        var algorithm = words[recipe.Word("algorithm", [.. words.Keys])];
        return new(
            algorithm,
            recipe.Word("device", Devices.Names, fallback: device),
            recipe.Whole("replicas", 1, 8),
            recipe.Count("save_every_steps"),
            recipe.Section("optimizer", ReadOptimizer),
            recipe.Whole("batch_size", 1, 65_536),
            recipe.Count("steps"))
        {
            Dpo = algorithm == TrainingAlgorithm.Dpo ? recipe.Section("dpo", ReadDpo) : null,
            RewardModel = algorithm == TrainingAlgorithm.RewardModel ? recipe.Section("reward_model", ReadRewardModel) : null,
            Ppo = algorithm == TrainingAlgorithm.Ppo ? recipe.Section("ppo", ReadPpo) : null,
        };
    }

    public static DecoderShape ReadModel(YamlSection model) => new(
        model.Whole("hidden_size", 2, 16_384), model.Whole("layers", 1, 256), model.Whole("heads", 1, 256),
        model.Whole("intermediate_size", 1, 65_536), model.Whole("max_positions", 2, 131_072));

    /// <summary>What is wrong with a shape whose numbers are each allowed.</summary>
    /// <param name="key">Path of the shape in its file.</param>
    public static IEnumerable<BrokenRule> Broken(DecoderShape model, string key)
    {
        if (model.Heads > 0 && model.HiddenSize % model.Heads != 0)
            yield return new($"{model.Heads} heads do not divide the hidden_size {model.HiddenSize}", $"{key}.heads", $"{key}.hidden_size");
        else if (model.Heads > 0 && model.HiddenSize / model.Heads % 2 != 0)
            yield return new($"hidden_size / heads must be even for rotary positions, is {model.HiddenSize / model.Heads}",
                $"{key}.heads", $"{key}.hidden_size");
    }

    /// <summary>What is wrong with a recipe whose numbers are each allowed.</summary>
    /// <param name="key">Path of the recipe in its file.</param>
    public static IEnumerable<BrokenRule> Broken(TrainingRecipe recipe, string key)
    {
        if (recipe.BatchSize < recipe.Replicas)
            yield return new($"must be at least the {recipe.Replicas} replicas, is {recipe.BatchSize}", $"{key}.batch_size", $"{key}.replicas");
        if (recipe.Optimizer.WarmupRatio + recipe.Optimizer.DecayRatio > 1)
            yield return new("warmup_ratio and decay_ratio must add up to at most 1",
                $"{key}.optimizer.decay_ratio", $"{key}.optimizer.warmup_ratio");
        if (recipe.Ppo is { } ppo && ppo.MiniBatches > recipe.BatchSize)
            yield return new($"must be at most the batch_size {recipe.BatchSize}, is {ppo.MiniBatches}",
                $"{key}.ppo.mini_batches", $"{key}.batch_size");
    }

    private static OptimizerSettings ReadOptimizer(YamlSection optimizer) => new(
        optimizer.Number("learning_rate", LearningRate), optimizer.Number("weight_decay", Allowed.Rate),
        optimizer.Number("beta1", Decay), optimizer.Number("beta2", Decay),
        optimizer.Number("max_gradient_norm", Allowed.Positive),
        optimizer.Number("warmup_ratio", Allowed.Rate), optimizer.Number("decay_ratio", Allowed.Rate),
        optimizer.OptionalNumber("muon_learning_rate", LearningRate));

    private static DpoSettings ReadDpo(YamlSection dpo) => new(
        dpo.Number("beta", Allowed.Positive), dpo.Number("nll_weight", Allowed.NotNegative),
        dpo.Number("preference_weight", Allowed.Rate));

    private static RewardModelSettings ReadRewardModel(YamlSection rewardModel) => new(
        rewardModel.Number("first_error_weight", Allowed.Positive), rewardModel.Number("nll_weight", Allowed.NotNegative));

    private static PpoSettings ReadPpo(YamlSection ppo) => new()
    {
        Epochs = ppo.Count("epochs"),
        MiniBatches = ppo.Count("mini_batches"),
        CriticWarmupIterations = ppo.Whole("critic_warmup_iterations", 0, int.MaxValue),
        Temperature = ppo.Number("temperature", Allowed.Positive),
        MaxTokens = ppo.Count("max_tokens"),
        KlCoefficient = ppo.Number("kl_coefficient", Allowed.NotNegative),
        ClipRange = ppo.Number("clip_range", new(0, 1, LeastExcluded: true, MostExcluded: true)),
        Gamma = ppo.Number("gamma", Allowed.Rate),
        Lambda = ppo.Number("lambda", Allowed.Rate),
        CriticLearningRate = ppo.Number("critic_learning_rate", LearningRate),
        ValueCoefficient = ppo.Number("value_coefficient", Allowed.NotNegative),
    };
}

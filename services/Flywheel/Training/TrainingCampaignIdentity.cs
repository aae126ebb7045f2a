using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Training;

/// <summary>
/// The keys of a training campaign's file that bear on its results. Not among them, and so free to change at any time: endpoints and
/// where they are, prices, families, budgets, where files lie (their contents are compared by their hashes), the target's name, how
/// often training is saved, and of <c>work</c> all but the sizes of chunks, which answers and records are kept by.
/// </summary>
internal static class TrainingCampaignIdentity
{
    public const string Kind = "training";

    public static IdentityKeys Of(TrainingCampaignSpec spec)
    {
        var keys = new IdentityKeys(Kind);
        keys.Add("name", spec.Name);
        keys.Add("seed", spec.Seed);
        keys.Add("device", spec.Device, Devices.Auto);
        Identify(spec.Target.Model, keys.Under("target.model"));
        foreach (var (i, competitor) in spec.Competitors.Index()) competitor.Identify(keys.Under($"competitors.{i}"));
        Identify(spec.Prompts, keys.Under("prompts"));
        Identify(spec.Battles, keys.Under("battles"));
        keys.Add("arena.anchor", spec.Arena.Anchor);
        keys.Add("arena.anchor_elo", spec.Arena.AnchorElo);
        keys.Add("arena.bootstraps", spec.Arena.Bootstraps);
        if (spec.Stages is { } stages)
            foreach (var (i, stage) in stages.Index()) stage.Identify(keys.Under($"stages.{i}"), spec.Device);
        else IdentifyIterations(spec, keys);
        keys.Add("work.generation_chunk", spec.Work.GenerationChunk);
        keys.Add("work.judging_chunk", spec.Work.JudgingChunk);
        return keys;
    }

    /// <summary>The keys that the stages are made of where the file does not list them.</summary>
    private static void IdentifyIterations(TrainingCampaignSpec spec, IdentityKeys keys)
    {
        var (samples, mining) = (spec.Battles.TargetSamples!, spec.Mining!);
        keys.Add("battles.target_samples.sft", samples.Sft);
        keys.Add("battles.target_samples.dpo", samples.Dpo);
        keys.Add("battles.target_samples.ppo", samples.Ppo);
        keys.Add("mining.sft_gap", mining.SftGap);
        keys.Add("mining.dpo_gap", mining.DpoGap);
        keys.Add("mining.reward_gap", mining.RewardGap);
        keys.Add("gate.minimum_gain", spec.Gate.MinimumGain);
        Identify(spec.Training, spec.Device, keys.Under("training"));
    }

    /// <param name="device">The campaign's, which a recipe follows that names none.</param>
    internal static void Identify(TrainingRecipe recipe, string device, IdentityKeys keys)
    {
        keys.Add("algorithm", recipe.Algorithm);
        keys.Add("device", recipe.Device, device);
        keys.Add("replicas", recipe.Replicas);
        keys.Add("batch_size", recipe.BatchSize);
        keys.Add("steps", recipe.Steps);
        Identify(recipe.Optimizer, keys.Under("optimizer"));
        if (recipe.Dpo is { } dpo) Identify(dpo, keys.Under("dpo"));
        if (recipe.RewardModel is { } rewardModel) Identify(rewardModel, keys.Under("reward_model"));
        if (recipe.Ppo is { } ppo) Identify(ppo, keys.Under("ppo"));
    }

    private static void Identify(DecoderShape model, IdentityKeys keys)
    {
        keys.Add("hidden_size", model.HiddenSize);
        keys.Add("layers", model.Layers);
        keys.Add("heads", model.Heads);
        keys.Add("intermediate_size", model.IntermediateSize);
        keys.Add("max_positions", model.MaxPositions);
    }

    private static void Identify(ArithmeticPrompts prompts, IdentityKeys keys)
    {
        foreach (var (skill, weight) in prompts.Skills) keys.Add($"skills.{skill}", weight);
        keys.Add("terse_share", prompts.TerseShare);
        keys.Add("initial", prompts.Initial);
        foreach (var (skill, weight) in prompts.InitialSkills) keys.Add($"initial_skills.{skill}", weight);
        keys.Add("iterations", prompts.Iterations);
        keys.Add("parts.sft", prompts.Parts.Sft);
        keys.Add("parts.dpo", prompts.Parts.Dpo);
        keys.Add("parts.ppo", prompts.Parts.Ppo);
        keys.Add("validation", prompts.Validation);
        keys.Add("diverse", prompts.Diverse);
        keys.Add("hard", prompts.Hard);
    }

    private static void Identify(BattleSpec battles, IdentityKeys keys)
    {
        keys.Add("temperature", battles.Temperature);
        keys.Add("max_tokens", battles.MaxTokens);
        battles.Judge.Identify(keys.Under("judge"));
    }

    private static void Identify(TrainingSpec training, string device, IdentityKeys keys)
    {
        keys.Add("sft_from", training.SftFrom);
        keys.Add("dpo_control", training.DpoControl);
        foreach (var (key, recipe) in training.Recipes) Identify(recipe, device, keys.Under(key));
    }

    private static void Identify(OptimizerSettings optimizer, IdentityKeys keys)
    {
        keys.Add("learning_rate", optimizer.LearningRate);
        keys.Add("weight_decay", optimizer.WeightDecay);
        keys.Add("beta1", optimizer.Beta1);
        keys.Add("beta2", optimizer.Beta2);
        keys.Add("max_gradient_norm", optimizer.MaxGradientNorm);
        keys.Add("warmup_ratio", optimizer.WarmupRatio);
        keys.Add("decay_ratio", optimizer.DecayRatio);
        keys.Add("muon_learning_rate", optimizer.MuonLearningRate, null);
    }

    private static void Identify(DpoSettings dpo, IdentityKeys keys)
    {
        keys.Add("beta", dpo.Beta);
        keys.Add("nll_weight", dpo.NllWeight);
        keys.Add("preference_weight", dpo.PreferenceWeight);
    }

    private static void Identify(RewardModelSettings rewardModel, IdentityKeys keys)
    {
        keys.Add("first_error_weight", rewardModel.FirstErrorWeight);
        keys.Add("nll_weight", rewardModel.NllWeight);
    }

    private static void Identify(PpoSettings ppo, IdentityKeys keys)
    {
        keys.Add("epochs", ppo.Epochs);
        keys.Add("mini_batches", ppo.MiniBatches);
        keys.Add("critic_warmup_iterations", ppo.CriticWarmupIterations);
        keys.Add("temperature", ppo.Temperature);
        keys.Add("max_tokens", ppo.MaxTokens);
        keys.Add("kl_coefficient", ppo.KlCoefficient);
        keys.Add("clip_range", ppo.ClipRange);
        keys.Add("gamma", ppo.Gamma);
        keys.Add("lambda", ppo.Lambda);
        keys.Add("critic_learning_rate", ppo.CriticLearningRate);
        keys.Add("value_coefficient", ppo.ValueCoefficient);
    }
}

namespace ArenaLearning.Contracts.Messages;

/// <summary>How to train: one algorithm's settings, and what all of them share.</summary>
/// <param name="Device"><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Replicas">
/// Copies of the model that share a batch, one thread each; gradients are averaged in a fixed order. It is part of
/// the recipe, not of the machine: another number rounds differently.
/// </param>
/// <param name="SaveEverySteps">Steps between resumable checkpoints: the most that a crash can repeat,
/// but for a state that it leaves no time to report.</param>
public sealed record TrainingRecipe(
    TrainingAlgorithm Algorithm, string Device, int Replicas, int SaveEverySteps, OptimizerSettings Optimizer,
    int BatchSize, int Steps)
{
    /// <summary>Shape of a fresh model; used where there is no base checkpoint.</summary>
    public DecoderShape? Model { get; init; }
    public DpoSettings? Dpo { get; init; }

    public RewardModelSettings? RewardModel { get; init; }
    public PpoSettings? Ppo { get; init; }
}

public enum TrainingAlgorithm { Sft, Dpo, RewardModel, Ppo }

/// <summary>AdamW, or Muon with AdamW, with linear warm-up, a constant part and a linear decay to zero.</summary>
/// <param name="WarmupRatio">Share of the steps that warm up.</param>
/// <param name="DecayRatio">Share of the steps, at the end, that decay.</param>
/// <param name="MuonLearningRate">Peak rate of Muon for the matrices inside the layers; null trains all with AdamW.</param>
public sealed record OptimizerSettings(
    double LearningRate, double WeightDecay, double Beta1, double Beta2, double MaxGradientNorm, double WarmupRatio, double DecayRatio,
    double? MuonLearningRate = null);

/// <param name="HiddenSize">d.</param>
/// <param name="IntermediateSize">Width of the SwiGLU.</param>
/// <param name="MaxPositions">Longest sequence, in tokens.</param>
public sealed record DecoderShape(int HiddenSize, int Layers, int Heads, int IntermediateSize, int MaxPositions);

/// <param name="Beta">Strength of the implicit KL.</param>
/// <param name="NllWeight">Weight of the NLL of the chosen response beside the preference term.</param>
/// <param name="PreferenceWeight">1, or 0 for the control that trains on the same winners without the preference term.</param>
public sealed record DpoSettings(double Beta, double NllWeight, double PreferenceWeight);

/// <param name="FirstErrorWeight">Weight of the token at which a response goes wrong.</param>
/// <param name="NllWeight">Weight of the language-modelling loss on right responses.</param>
public sealed record RewardModelSettings(double FirstErrorWeight, double NllWeight);

/// <summary>PPO. The recipe's steps are rollout-and-update rounds, its batch size is the responses sampled in each.</summary>
public sealed record PpoSettings
{
    /// <summary>Passes over the responses of a round.</summary>
    public required int Epochs { get; init; }

    /// <summary>Updates in a pass.</summary>
    public required int MiniBatches { get; init; }

    /// <summary>Rounds at the start that train the critic alone.</summary>
    public required int CriticWarmupIterations { get; init; }
    public required double Temperature { get; init; }

    public required int MaxTokens { get; init; }

    /// <summary>Weight of the KL penalty in the reward of a token; estimator k3.</summary>
    public required double KlCoefficient { get; init; }
    public required double ClipRange { get; init; }

    public required double Gamma { get; init; }
    public required double Lambda { get; init; }

    public required double CriticLearningRate { get; init; }
    public required double ValueCoefficient { get; init; }
}

namespace ArenaLearning.Flywheel.Training;

public enum StageKind { Sft, Dpo, Ppo }

/// <summary>A stage of the flywheel, for example DPO of iteration 2.</summary>
/// <param name="Iteration">0 for the initial SFT, else from 1.</param>
public readonly record struct Stage(StageKind Kind, int Iteration)
{
    public static Stage Initial { get; } = new(StageKind.Sft, 0);

    /// <summary><c>SFT</c>, <c>DPO</c> or <c>PPO</c>.</summary>
    public string Algorithm => Kind.ToString().ToUpperInvariant();

    /// <summary>Also the name of the contestant that comes out: <c>DPO-I2</c>.</summary>
    public string Name => $"{Algorithm}-I{Iteration}";

    /// <summary>The part of the prompts that the stage battles on: D1, D4, D7 for SFT, and so on.</summary>
    public string Split => $"D{(3 * (Iteration - 1)) + (int)Kind + 1}";

    public T Of<T>(T sft, T dpo, T ppo) => Kind switch { StageKind.Sft => sft, StageKind.Dpo => dpo, _ => ppo };
}

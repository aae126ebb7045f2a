using ArenaLearning.Training.Sequences;

namespace ArenaLearning.Training.Trainers;

/// <param name="Ids">Tokens of the prompt, the generation prompt included.</param>
/// <param name="Reference">Right answer, only to watch how far the reward model is right; it rewards nothing.</param>
public sealed record PpoPrompt(int[] Ids, string? Reference);

/// <summary>A sampled response and, for each of its tokens, what PPO needs.</summary>
/// <param name="Finished">Whether the end token came.</param>
/// <param name="Correct">Whether the final answer is right; null without a reference.</param>
internal sealed record Rollout(TokenSequence Sequence, bool Finished, bool? Correct)
{
    public double[] LogProbabilities { get; set; } = [];
    public double[] Advantages { get; set; } = [];
    public double[] Returns { get; set; } = [];
    public double Score { get; set; }
    public double Kl { get; set; }
    public double Entropy { get; set; }
}

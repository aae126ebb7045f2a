using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.DataMining.Mining;

/// <summary>One way of selecting training rows from battles.</summary>
public interface IRowMining
{
    MiningKind Kind { get; }

    /// <param name="prompts">In the ordinal order of their ids.</param>
    Task<TrainingDataMined> MineAsync(IReadOnlyList<ScoredPrompt> prompts, DatasetWriter dataset, CancellationToken cancellationToken);
}

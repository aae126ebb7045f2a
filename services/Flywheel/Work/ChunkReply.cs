using ArenaLearning.Flywheel.Ledger;

namespace ArenaLearning.Flywheel.Work;

/// <summary>What came back for a chunk: units that failed, each with its reason.</summary>
public sealed record ChunkReply(IReadOnlyDictionary<string, UnitFailure> Failures)
{
    public static ChunkReply NothingFailed { get; } = new(new Dictionary<string, UnitFailure>());
}

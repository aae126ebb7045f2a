using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Work;

namespace ArenaLearning.Flywheel.Driving;

/// <summary>What the ledger does not say of a reply that it holds.</summary>
/// <param name="AttemptId">Of the command that it answers.</param>
/// <param name="Failures">Of its units.</param>
/// <param name="Paid">What it cost, unless it is a copy.</param>
public sealed record ChunkNews(string AttemptId, IReadOnlyList<FailedReply> Failures, IReadOnlyList<EndpointSpend> Paid)
{
    public ChunkReply Reply => new(Failures.ToDictionary(failed => failed.UnitId, failed => failed.Failure));
}

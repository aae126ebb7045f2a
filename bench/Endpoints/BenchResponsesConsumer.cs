using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Work;
using MassTransit;

namespace ArenaLearning.Bench.Endpoints;

/// <summary>Takes results as a campaign does: into the ledger, then to who waits.</summary>
public sealed class BenchResponsesConsumer(ILedgerStore ledgers, WorkInFlight work) : IConsumer<ResponsesGenerated>
{
    public async Task Consume(ConsumeContext<ResponsesGenerated> context)
    {
        var message = context.Message;
        await ledgers.RecordAsync(message.Campaign, Chunk.IdOf(message.ChunkId), message.Units, PaidSpend.Of(message), context.CancellationToken);
        work.Complete(message.ChunkId, new ChunkReply(
            message.Units.Where(u => u.Failure is not null).ToDictionary(u => u.UnitId, u => new UnitFailure(u.Failure!))));
    }
}

using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Work;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Flywheel.Driving;

/// <summary>
/// Takes the replies of workers into the ledger of their campaign, whoever drives it and whether it is at work or not, and then wakes
/// who waits for them here.
/// </summary>
public sealed class WorkerReplies(ILedgerStore ledgers, CampaignRegistry campaigns, SharedWork shared, ILogger<WorkerReplies> logger)
{
    public Task ReceiveAsync(ResponsesGenerated message, CancellationToken cancellationToken) => RecordAsync(
        Chunk.Responses, message.Campaign, message.ChunkId, Failures(message.Units, u => u.UnitId, u => u.Failure is { } reason ? new(reason) : null),
        chunk => ledgers.RecordAsync(message.Campaign, chunk, message.Units, PaidSpend.Of(message), cancellationToken));

    public Task ReceiveAsync(BattlesJudged message, CancellationToken cancellationToken) => RecordAsync(
        Chunk.Verdicts, message.Campaign, message.ChunkId, Failures(message.Units, u => u.UnitId, UnitFailures.Of),
        chunk => ledgers.RecordAsync(message.Campaign, chunk, message.Units, PaidSpend.Of(message), cancellationToken));

    private async Task RecordAsync(
        string lane, string campaign, string attemptId, ChunkReply reply, Func<string, Task<IReadOnlyList<EndpointSpend>?>> recordAsync)
    {
        shared.Lanes.Touch(lane);
        try
        {
            if (await recordAsync(Chunk.IdOf(attemptId)) is not { } paid)
            {
                logger.LogInformation("{Lane} {Id} is of campaign {Campaign}, whose ledger nobody here knows", lane, attemptId, campaign);
                return;
            }
            if (campaigns.Find(campaign)?.Wake(attemptId, reply, paid) == true) return;
            foreach (var one in paid) shared.Budget.Add(one.Endpoint, new(one.PromptTokens + one.ResponseTokens, one.CostUsd));
        }
        catch (LedgerException e)
        {
            if (campaigns.Find(campaign) is { } controller) controller.Fail(e);
            else logger.LogWarning("{Lane} {Id} of campaign {Campaign} is lost: {Message}", lane, attemptId, campaign, e.Message);
        }
    }

    private static ChunkReply Failures<T>(IReadOnlyList<T> units, Func<T, string> idOf, Func<T, UnitFailure?> failureOf) => new(units
        .Where(unit => failureOf(unit) is not null)
        .DistinctBy(idOf)
        .ToDictionary(idOf, unit => failureOf(unit)!));
}

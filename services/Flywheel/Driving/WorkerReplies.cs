using System.Diagnostics;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Monitoring.Metrics;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Flywheel.Driving;

/// <summary>
/// Takes the replies of workers into the ledger of their campaign, whoever leads it and whether it is at work or not, and then wakes who
/// waits for them.
/// </summary>
public sealed class WorkerReplies(
    ILedgerStore ledgers, CampaignRegistry campaigns, CampaignPost post, SharedWork shared, ILogger<WorkerReplies> logger)
{
    private const string Response = "response";

    public Task ReceiveAsync(ResponsesGenerated message, CancellationToken cancellationToken) => RecordAsync(
        Response, message.Units.Count, message.Campaign, message.ChunkId,
        Failures(message.Units, u => u.UnitId, u => u.Failure is { } reason ? new(reason) : null),
        chunk => ledgers.RecordAsync(message.Campaign, chunk, message.Units, PaidSpend.Of(message), cancellationToken), cancellationToken);

    public Task ReceiveAsync(BattlesJudged message, CancellationToken cancellationToken) => RecordAsync(
        "verdict", message.Units.Count, message.Campaign, message.ChunkId, Failures(message.Units, u => u.UnitId, UnitFailures.Of),
        chunk => ledgers.RecordAsync(message.Campaign, chunk, message.Units, PaidSpend.Of(message), cancellationToken), cancellationToken);

    /// <param name="kind">Of the units, as metrics name it.</param>
    private async Task RecordAsync(
        string kind, int units, string campaign, string attemptId, List<FailedReply> failures,
        Func<string, Task<IReadOnlyList<EndpointSpend>?>> recordAsync, CancellationToken cancellationToken)
    {
        var (lane, started) = (kind == Response ? Chunk.Responses : Chunk.Verdicts, Stopwatch.GetTimestamp());
        shared.Lanes.Touch(lane);
        try
        {
            if (await recordAsync(Chunk.IdOf(attemptId)) is not { } paid)
            {
                logger.LogInformation("{Lane} {Id} is of campaign {Campaign}, whose ledger nobody here knows", lane, attemptId, campaign);
                return;
            }
            FlywheelMetrics.Recorded(kind, units, failures.Count, Stopwatch.GetElapsedTime(started));
            var news = new CampaignNews(campaign) { Chunk = new(attemptId, failures, paid) };
            // Who leads it counts what was paid; where it can be nobody else, this process does.
            if (await post.DeliverAsync(news, cancellationToken) || ledgers.Starts is not null) return;
            foreach (var one in paid) shared.Budget.Add(one.Endpoint, new(one.PromptTokens + one.ResponseTokens, one.CostUsd));
        }
        catch (LedgerException e)
        {
            if (campaigns.Find(campaign) is { } controller) controller.Fail(e);
            else logger.LogWarning("{Lane} {Id} of campaign {Campaign} is lost: {Message}", lane, attemptId, campaign, e.Message);
        }
    }

    private static List<FailedReply> Failures<T>(IReadOnlyList<T> units, Func<T, string> idOf, Func<T, UnitFailure?> failureOf) =>
        [.. units.Where(unit => failureOf(unit) is not null).DistinctBy(idOf).Select(unit => new FailedReply(idOf(unit), failureOf(unit)!))];
}

using System.Diagnostics;
using ArenaLearning.Monitoring.Metrics;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Hosting.Bus;

/// <summary>
/// Around the handling of every message: what is logged meanwhile carries campaign, chunk or job, how long it waited and took is measured, and
/// the process' status counts it.
/// </summary>
internal sealed class MessageWatch<T>(WorkCounts work, ILogger<MessageWatch<T>> logger) : IFilter<ConsumeContext<T>> where T : class
{
    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        using var scope = logger.BeginScope(MessageSubject<T>.Of(context.Message));
        if (Activity.Current is { IsAllDataRequested: true } trace) MessageSubject<T>.Tag(trace, context.Message);
        MessageMetrics.Begins(MessageSubject<T>.Name, DateTime.UtcNow - context.SentTime);
        var (started, hasFailed) = (Stopwatch.GetTimestamp(), true);
        var number = work.Begin(MessageSubject<T>.Name, isRetry: context.GetRetryAttempt() > 0);
        try
        {
            await next.Send(context);
            hasFailed = false;
        }
        finally
        {
            work.End(number, hasFailed);
            MessageMetrics.Ends(MessageSubject<T>.Name, Stopwatch.GetElapsedTime(started), hasFailed);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("message-watch");
}

using System.Collections.Concurrent;
using ArenaLearning.Hosting.Bus;
using MassTransit;

namespace ArenaLearning.Hosting.Api;

/// <summary>How many messages this process has handled since its start, and which it handles now.</summary>
internal sealed class WorkCounts : IConsumeObserver
{
    private readonly ConcurrentDictionary<Guid, string> atWork = new();
    private long done, failed, retried;

    public long Done => Interlocked.Read(ref done);

    /// <summary>Given up by the consumer, each time that it was tried.</summary>
    public long Failed => Interlocked.Read(ref failed);

    /// <summary>Begun again after a failure.</summary>
    public long Retried => Interlocked.Read(ref retried);

    /// <summary>Types of the messages that are handled now, one for each.</summary>
    public IReadOnlyCollection<string> AtWork => [.. atWork.Values.Order(StringComparer.Ordinal)];

    public Task PreConsume<T>(ConsumeContext<T> context) where T : class
    {
        if (context.GetRetryAttempt() > 0) Interlocked.Increment(ref retried);
        atWork[context.MessageId ?? Guid.Empty] = MessageSubject<T>.Name;
        return Task.CompletedTask;
    }

    public Task PostConsume<T>(ConsumeContext<T> context) where T : class
    {
        atWork.TryRemove(context.MessageId ?? Guid.Empty, out _);
        Interlocked.Increment(ref done);
        return Task.CompletedTask;
    }

    public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception) where T : class
    {
        atWork.TryRemove(context.MessageId ?? Guid.Empty, out _);
        Interlocked.Increment(ref failed);
        return Task.CompletedTask;
    }
}

using System.Reflection;
using ArenaLearning.Api.V1;
using ArenaLearning.Hosting.Access;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Hosting.Health;
using ArenaLearning.Monitoring;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace ArenaLearning.Hosting.Api;

/// <summary>What a process does, and what it depends on: the same for every service.</summary>
[Needs(KeyRole.Reader)]
internal sealed class StatusApi(
    ServiceName service, WorkCounts work, DependencyStates dependencies, QueueDepths queues, TimeProvider time, IEnumerable<IReplyFigures> replies)
    : ArenaLearning.Api.V1.Status.StatusBase
{
    private const long MostSeconds = 24 * 60 * 60;

    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);

    private static readonly string Version = typeof(StatusApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    public override async Task<ServiceStatus> Get(GetStatusRequest request, ServerCallContext context) => await NowAsync(context.CancellationToken);

    public override async Task Watch(WatchStatusRequest request, IServerStreamWriter<ServiceStatus> responseStream, ServerCallContext context)
    {
        // What protobuf takes for a duration need be none.
        if (request.Interval is { } asked and not { Seconds: >= 1 and <= MostSeconds, Nanos: >= 0 and < 1_000_000_000 })
            throw Refusal.Invalid("interval", $"must be at least 1 s and at most {MostSeconds} s, and is {asked.Seconds} s and {asked.Nanos} ns");
        using var timer = new PeriodicTimer(request.Interval?.ToTimeSpan() ?? ShortestInterval, time);
        do await responseStream.WriteAsync(await NowAsync(context.CancellationToken), context.CancellationToken);
        while (await timer.WaitForNextTickAsync(context.CancellationToken));
    }

    private async Task<ServiceStatus> NowAsync(CancellationToken cancellationToken)
    {
        var (states, depths, atWork) = (await dependencies.AskAsync(cancellationToken), await queues.AskAsync(cancellationToken), work.AtWork);
        var status = new ServiceStatus
        {
            Service = service.Name,
            Version = Version,
            StartedAt = Timestamp.FromDateTimeOffset(service.StartedAt),
            Uptime = Duration.FromTimeSpan(time.GetUtcNow() - service.StartedAt),
            InFlight = atWork.Count,
            Done = work.Done,
            Failed = work.Failed,
            Retried = work.Retried,
        };
        status.WorkingOn.AddRange(atWork.Distinct());
        status.Dependencies.AddRange(states.Select(state => new Dependency
        {
            Name = state.Name,
            IsUp = state.IsUp,
            Since = Timestamp.FromDateTimeOffset(state.Since),
            Problem = state.Problem ?? "",
        }));
        status.Queues.AddRange(depths.Select(queue => new Queue { Name = queue.Name, Ready = queue.Ready, Unacknowledged = queue.Unacknowledged }));
        if (replies.FirstOrDefault()?.Read() is { } counts)
            status.ReplyCache = new()
            {
                Hits = counts.Hits,
                Misses = counts.Misses,
                Waits = counts.Waits,
                Unlocked = counts.Unlocked,
                BytesRead = counts.BytesRead,
                BytesWritten = counts.BytesWritten,
            };
        return status;
    }
}

/// <summary>Which service this process is.</summary>
internal sealed record ServiceName(string Name, DateTimeOffset StartedAt);

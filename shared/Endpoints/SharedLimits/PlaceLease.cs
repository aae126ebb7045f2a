using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Limits;
using ArenaLearning.Endpoints.Redis;
using ArenaLearning.Settings;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Endpoints.SharedLimits;

/// <summary>
/// Keeps this process' part of an endpoint's places. Five times a second, and at once when more are wanted, it tells Redis what
/// it holds and hears what it may; so a request costs Redis nothing. It never begins a request beyond what it last told or heard.
/// While Redis is away it goes on with one place, so that processes that cannot see each other are slow and not too many.
/// </summary>
internal sealed class PlaceLease : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(0.2), LeastBeat = TimeSpan.FromMilliseconds(20);

    private const int AlonePlaces = 1;

    private readonly SharedEndpoint shared;
    private readonly EndpointSettings settings;
    private readonly Places places;
    private readonly SharedMinuteRoom? minute;
    private readonly Action<TimeSpan> pause;
    private readonly TimeProvider time;
    private readonly TimeSpan idleAfter;

    /// <summary>Others have the places of a silent process after a lease; by then it has to know that it is silent.</summary>
    private readonly TimeSpan patience;

    private readonly CancellationTokenSource stopping = new();
    private readonly Lock sync = new();
    private TaskCompletionSource hurry = NewSignal();
    private int told;
    private Task? running;
    private bool isAway;

    /// <param name="minute">Is told when Redis has lost what it knew.</param>
    /// <param name="pause">Is told for how long nothing is to be sent from now on.</param>
    public PlaceLease(
        SharedEndpoint shared, EndpointSettings settings, Places places, SharedMinuteRoom? minute, Action<TimeSpan> pause, TimeProvider time)
    {
        (this.shared, this.settings, this.places, this.minute, this.pause, this.time) = (shared, settings, places, minute, pause, time);
        patience = shared.Lease / 2;
        // As long as what was taken counts, Redis may ask for it.
        idleAfter = minute is null ? TimeSpan.FromSeconds(2) : MinuteRoom.Window;
    }

    /// <summary>Someone waits for a place.</summary>
    public void Hurry()
    {
        lock (sync)
        {
            if (running is null) running = Task.Run(RunAsync);
            else if (places.Demand.Wanted > told) hurry.TrySetResult();
        }
    }

    /// <summary>Tells the other processes that nothing is to be sent for so long.</summary>
    public void Pause(TimeSpan duration) => _ = PauseAsync(duration);

    /// <summary>Lets others have the places at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        lock (sync) hurry.TrySetResult();
        if (running is not null) await running;
        stopping.Dispose();
    }

    private async Task PauseAsync(TimeSpan duration)
    {
        try
        {
            await shared.PauseAsync(duration);
        }
        catch (Exception e) when (RedisOutage.Is(e))
        {
            // The others will hear it from the endpoint.
        }
    }

    private async Task RunAsync()
    {
        long heard = time.GetTimestamp(), wantedAt = heard;
        while (!stopping.IsCancellationRequested)
        {
            Task signal;
            lock (sync)
            {
                // The last signal, to stop, stays.
                if (hurry.Task.IsCompleted && !stopping.IsCancellationRequested) hurry = NewSignal();
                signal = hurry.Task;
                told = places.Demand.Wanted;
            }
            if (told > 0) wantedAt = time.GetTimestamp();
            if (time.GetElapsedTime(wantedAt) >= idleAfter && places.TryClose())
            {
                await LeaveAsync();
                await signal;
                heard = wantedAt = time.GetTimestamp();
                continue;
            }
            var asked = time.GetTimestamp();
            var sharing = ShareAsync();
            // A Redis that hangs is silent for longer before the client says so.
            if (patience - time.GetElapsedTime(heard) is var left && left > TimeSpan.Zero) await Task.WhenAny(sharing, Task.Delay(left, time));
            if (!sharing.IsCompleted) places.Capacity = AlonePlaces;
            if (await sharing is { } may)
                (heard, places.Capacity) = (asked, may);
            else if (time.GetElapsedTime(heard) >= patience)
                places.Capacity = AlonePlaces;
            await Task.Delay(LeastBeat, time);
            await Task.WhenAny(signal, Task.Delay(Beat, time));
        }
        await LeaveAsync();
    }

    /// <returns>Places from now on; null while Redis is away.</returns>
    private async Task<int?> ShareAsync()
    {
        try
        {
            var (wanted, held) = places.Demand;
            var (may, nothing, since) = await shared.ShareAsync(held, wanted, settings.Concurrency);
            if (nothing > TimeSpan.Zero) pause(nothing);
            if (minute is not null) await minute.RecallAsync(since);
            if (isAway)
                shared.Logger.LogWarning("Redis at {Address} answers again: endpoint {Name} is shared with other processes.", shared.Address, shared.Name);
            isAway = false;
            return may;
        }
        // Whatever it is: without this loop who waits for a place would wait for ever.
        catch (Exception e)
        {
            if (!isAway)
                shared.Logger.LogWarning(
                    "Redis at {Address} cannot be used: {Message} Until it can, this process asks endpoint {Name} for one thing at a time. "
                    + "Check {Variable}, and that Redis runs and has room.",
                    shared.Address, RedisOutage.Words(e), shared.Name, KnownSettings.Redis.Variable);
            isAway = true;
            return null;
        }
    }

    /// <summary>Lets others have the places before the lease ends.</summary>
    private async Task LeaveAsync()
    {
        try
        {
            await shared.LeaveAsync();
        }
        catch (Exception e) when (RedisOutage.Is(e))
        {
            // Then it ends.
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

namespace ArenaLearning.Endpoints.Limits;

/// <summary>
/// The places that this process has at an endpoint, for one request each. Who comes first is served first; how many there are may change at any time.
/// </summary>
internal sealed class Places(int capacity)
{
    private readonly Lock sync = new();
    private readonly Queue<TaskCompletionSource> line = new();
    private int inUse, waiting;

    /// <summary>Called, outside of all locks, when someone has to wait.</summary>
    public Action? Crowded { get; init; }

    /// <summary>Most requests at once. Where it sinks below what is in use, places are taken back as requests end.</summary>
    public int Capacity
    {
        set
        {
            lock (sync)
            {
                capacity = value;
                Serve();
            }
        }
    }

    /// <returns>Requests that have a place or wait for one, and the most that can have one before <see cref="Capacity"/> is set again.</returns>
    public (int Wanted, int Held) Demand
    {
        get { lock (sync) return (inUse + waiting, Math.Max(inUse, capacity)); }
    }

    /// <summary>Waits for a place; <see cref="Leave"/> gives it back.</summary>
    public Task EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource turn;
        lock (sync)
        {
            if (inUse < capacity)
            {
                inUse++;
                return Task.CompletedTask;
            }
            // Whoever gives a place back has work of its own: who waited goes on elsewhere.
            turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            line.Enqueue(turn);
            waiting++;
        }
        Crowded?.Invoke();
        return WaitAsync(turn, cancellationToken);
    }

    public void Leave()
    {
        lock (sync)
        {
            inUse--;
            Serve();
        }
    }

    /// <summary>Gives up all places, unless someone has or wants one.</summary>
    /// <returns>Whether there was nobody.</returns>
    public bool TryClose()
    {
        lock (sync)
        {
            if (inUse + waiting > 0) return false;
            capacity = 0;
            return true;
        }
    }

    private async Task WaitAsync(TaskCompletionSource turn, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.Register(() =>
        {
            // Who is called off stays in line and is passed over.
            lock (sync) if (turn.TrySetCanceled(cancellationToken)) waiting--;
        });
        await turn.Task;
    }

    /// <summary>To be called while holding <see cref="sync"/>.</summary>
    private void Serve()
    {
        while (inUse < capacity && line.TryDequeue(out var turn))
        {
            if (!turn.TrySetResult()) continue;
            waiting--;
            inUse++;
        }
    }
}

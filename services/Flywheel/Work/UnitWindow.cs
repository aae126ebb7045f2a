namespace ArenaLearning.Flywheel.Work;

/// <summary>Bounds the units in flight: who enters with a chunk waits, in order of arrival, until it fits.</summary>
public sealed class UnitWindow
{
    private readonly Lock sync = new();
    private readonly Queue<(int Units, TaskCompletionSource Admitted)> waiting = new();
    private readonly int capacity;
    private int free;

    /// <param name="capacity">Most units in flight. A chunk larger than that goes alone.</param>
    public UnitWindow(int capacity) => this.capacity = free = capacity;

    /// <summary>Waits for room; disposing what is returned gives the room back.</summary>
    public async Task<IDisposable> EnterAsync(int units, CancellationToken cancellationToken)
    {
        units = Math.Min(units, capacity);
        var admitted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (sync) waiting.Enqueue((units, admitted));
        Admit();
        await using (cancellationToken.Register(() => admitted.TrySetCanceled(cancellationToken)))
            await admitted.Task;
        return new Room(this, units);
    }

    private void Admit()
    {
        lock (sync)
            while (waiting.TryPeek(out var first) && (first.Units <= free || first.Admitted.Task.IsCompleted))
            {
                waiting.Dequeue();
                if (first.Admitted.TrySetResult()) free -= first.Units;
            }
    }

    private void Leave(int units)
    {
        lock (sync) free += units;
        Admit();
    }

    private sealed class Room(UnitWindow window, int units) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0) window.Leave(units);
        }
    }
}

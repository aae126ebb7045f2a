namespace ArenaLearning.Flywheel.Work;

/// <summary>One campaign's part of a <see cref="UnitWindow"/>. Its chunks go in order of arrival.</summary>
public sealed class UnitShare : IDisposable
{
    private readonly UnitWindow window;

    internal UnitShare(UnitWindow all, int window, double weight) => (this.window, Window, Weight) = (all, window, weight);

    /// <summary>Most units of the campaign in flight.</summary>
    public int Window { get; }

    internal double Weight { get; }

    internal int InFlight { get; set; }

    internal Queue<(int Units, TaskCompletionSource Admitted)> Waiting { get; } = new();

    /// <summary>Waits for room; disposing what is returned gives the room back.</summary>
    public async Task<IDisposable> EnterAsync(int units, CancellationToken cancellationToken)
    {
        units = Math.Min(units, Window);
        var admitted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellationToken.Register(() => admitted.TrySetCanceled(cancellationToken)))
        {
            window.Enter(this, units, admitted);
            await admitted.Task;
        }
        return new Room(this, units);
    }

    public void Dispose() => window.Remove(this);

    private sealed class Room(UnitShare share, int units) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0) share.window.Leave(share, units);
        }
    }
}

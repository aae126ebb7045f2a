namespace ArenaLearning.Flywheel.Work;

/// <summary>One campaign's part of a <see cref="UnitWindow"/>. Its chunks go in order of arrival.</summary>
public sealed class UnitShare : IDisposable
{
    private readonly UnitWindow window;

    internal UnitShare(UnitWindow all, int window, double weight) => (this.window, Window, Weight) = (all, window, weight);

    /// <summary>Most units of the campaign in flight.</summary>
    public int Window { get; internal set; }

    internal double Weight { get; }

    internal int InFlight { get; set; }

    /// <summary>Each with the units that it asks for, and told those that it takes.</summary>
    internal Queue<(int Units, TaskCompletionSource<int> Admitted)> Waiting { get; } = new();

    /// <summary>Room that the first who waits will take: one that is larger than the window goes alone.</summary>
    internal int NextUnits => Math.Min(Waiting.Peek().Units, Window);

    /// <summary>Waits for room; disposing what is returned gives the room back.</summary>
    public async Task<IDisposable> EnterAsync(int units, CancellationToken cancellationToken)
    {
        var admitted = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellationToken.Register(() => admitted.TrySetCanceled(cancellationToken)))
        {
            window.Enter(this, units, admitted);
            units = await admitted.Task;
        }
        return new Room(this, units);
    }

    /// <summary>Has more or fewer units of the campaign in flight from now on. What is in flight stays there.</summary>
    public void Change(int most) => window.Change(this, most);

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

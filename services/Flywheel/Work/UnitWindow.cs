namespace ArenaLearning.Flywheel.Work;

/// <summary>
/// Bounds the units in flight of all campaigns of a process: together no more than the largest window of those at work, shared out by
/// their weights. Room that becomes free goes to the campaign that has least in flight for its weight; so a small campaign beside a
/// huge one is soon done, and one alone has all its window.
/// </summary>
public sealed class UnitWindow
{
    private readonly Lock sync = new();
    private readonly List<UnitShare> shares = [];

    /// <summary>Takes a campaign in; disposing what is returned lets it go.</summary>
    /// <param name="window">Most units of the campaign in flight. A chunk larger than that goes alone.</param>
    /// <param name="weight">Of the campaign among others.</param>
    public UnitShare Join(int window, double weight = 1)
    {
        var share = new UnitShare(this, window, weight);
        lock (sync) shares.Add(share);
        return share;
    }

    internal void Enter(UnitShare share, int units, TaskCompletionSource<int> admitted)
    {
        lock (sync)
        {
            share.Waiting.Enqueue((units, admitted));
            Admit();
        }
    }

    internal void Leave(UnitShare share, int units)
    {
        lock (sync)
        {
            share.InFlight -= units;
            Admit();
        }
    }

    internal void Remove(UnitShare share)
    {
        lock (sync)
        {
            shares.Remove(share);
            Admit();
        }
    }

    internal void Change(UnitShare share, int most)
    {
        lock (sync)
        {
            share.Window = most;
            Admit();
        }
    }

    private void Admit()
    {
        while (NextShare() is { } share)
        {
            var units = share.NextUnits;
            if (share.Waiting.Dequeue().Admitted.TrySetResult(units)) share.InFlight += units;
        }
    }

    /// <returns>The campaign whose first chunk goes next; null where none may.</returns>
    private UnitShare? NextShare()
    {
        foreach (var share in shares)
            while (share.Waiting.TryPeek(out var first) && first.Admitted.Task.IsCompleted) share.Waiting.Dequeue();
        var next = shares.Where(share => share.Waiting.Count > 0 && share.InFlight + share.NextUnits <= share.Window)
            .MinBy(share => (share.InFlight + share.NextUnits) / share.Weight);
        if (next is null) return null;
        // Who is next waits for room, and nobody goes before it: else a large chunk would wait for ever.
        var free = shares.Max(share => share.Window) - shares.Sum(share => share.InFlight);
        return next.NextUnits <= free ? next : null;
    }
}

namespace ArenaLearning.Flywheel.Work;

/// <summary>What the campaigns of one process share: the queues of work, the window and the budget.</summary>
public sealed record SharedWork(LaneActivity Lanes, UnitWindow Window, SpendBook Budget)
{
    /// <param name="limit">What all campaigns may spend together.</param>
    public static SharedWork Create(TimeProvider time, SpendLimit limit) => new(new(time), new(), SpendBook.Of(limit));
}

namespace ArenaLearning.Arena.Tests.Progress;

/// <summary>A clock that moves when the test says so. Its timers never fire.</summary>
internal sealed class ManualTime : TimeProvider
{
    private DateTimeOffset now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(double seconds) => now += TimeSpan.FromSeconds(seconds);
}

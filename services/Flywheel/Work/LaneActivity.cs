using System.Collections.Concurrent;

namespace ArenaLearning.Flywheel.Work;

/// <summary>
/// When something last came back from each queue of work: while a queue moves, what waits in it is only queued, and a second copy would
/// be work, and money, for nothing.
/// </summary>
public sealed class LaneActivity(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, long> lastSignOfLife = new();
    private readonly ConcurrentDictionary<string, long> lastSentOfAnswered = new();

    /// <summary>Notes that a queue moves.</summary>
    public void Touch(string lane) => lastSignOfLife[lane] = time.GetTimestamp();

    /// <summary>Notes that a command was answered.</summary>
    /// <param name="sent">When it was sent, a timestamp of the same clock.</param>
    public void Answered(string lane, long sent)
    {
        Touch(lane);
        lastSentOfAnswered.AddOrUpdate(lane, sent, (_, before) => Math.Max(before, sent));
    }

    /// <returns>Timestamp since which nothing came: the given one, or a later sign of life.</returns>
    public long QuietSince(string lane, long since) => Math.Max(since, lastSignOfLife.GetValueOrDefault(lane, since));

    /// <returns>Whether a command that was sent later than this time was answered.</returns>
    public bool HasPassed(string lane, long sent) => lastSentOfAnswered.GetValueOrDefault(lane, sent) > sent;

    /// <summary>A queue of one command is no more.</summary>
    public void Forget(string lane)
    {
        lastSignOfLife.TryRemove(lane, out _);
        lastSentOfAnswered.TryRemove(lane, out _);
    }
}

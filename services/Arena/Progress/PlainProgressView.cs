using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Arena.Progress;

/// <summary>
/// Lines, for logs: one when a stage begins, with the Elo table so far, and then at most one every few seconds.
/// </summary>
public sealed class PlainProgressView(TextWriter output, TimeProvider time) : IProgressView
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Between two lines that say the same.</summary>
    public static readonly TimeSpan SameInterval = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private ProgressState state = ProgressState.Begin(time.GetUtcNow());
    private DateTimeOffset? lastAt;
    private string? lastLine;

    public void Show(CampaignProgressed progressed)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            var newStage = state.Heard?.Stage != progressed.Stage;
            var newMessage = state.NewMessage(progressed);
            state = state.After(progressed, now);
            if (newMessage is not null) output.WriteLine(newMessage);
            if (newStage && ProgressText.Elo(state.Leaderboard) is { } elo) output.WriteLine(elo);
            var line = ProgressText.Line(state, now);
            if (!newStage && now - lastAt < (line == lastLine ? SameInterval : Interval)) return;
            output.WriteLine(line);
            (lastAt, lastLine) = (now, line);
        }
    }

    public void Note(string message)
    {
        lock (gate) output.WriteLine(message);
    }

    public Task<T> WhileAsync<T>(Func<Task<T>> campaign) => campaign();
}

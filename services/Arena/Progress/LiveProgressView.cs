using ArenaLearning.Arena.Tables;
using ArenaLearning.Contracts.Messages;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ArenaLearning.Arena.Progress;

/// <summary>A view in a terminal that is drawn again in place, four times a second.</summary>
public sealed class LiveProgressView(IAnsiConsole console, TimeProvider time) : IProgressView
{
    private const int BarWidth = 32;
    private const int KeptMessages = 5;
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly Queue<string> messages = new();
    private ProgressState state = ProgressState.Begin(time.GetUtcNow());

    public void Show(CampaignProgressed progressed)
    {
        lock (gate)
        {
            if (state.NewMessage(progressed) is { } message) Keep(message);
            state = state.After(progressed, time.GetUtcNow());
        }
    }

    public void Note(string message)
    {
        lock (gate) Keep(message);
    }

    public Task<T> WhileAsync<T>(Func<Task<T>> campaign) => console.Live(Draw()).StartAsync(async live =>
    {
        var running = campaign();
        using var timer = new PeriodicTimer(RedrawInterval, time);
        while (!running.IsCompleted)
        {
            live.UpdateTarget(Draw());
            await Task.WhenAny(running, timer.WaitForNextTickAsync().AsTask());
        }
        live.UpdateTarget(Draw());
        return await running;
    });

    /// <summary>Messages, stage and activity with their bars, and the Elo table.</summary>
    public static IRenderable Render(ProgressState state, IEnumerable<string> messages, DateTimeOffset now)
    {
        var rows = new List<IRenderable>();
        rows.AddRange(messages.Select(message => new Text(message)));
        if (state.Heard is { StagesPlanned: > 0 } heard)
            rows.Add(new Text($"{Bar((double)heard.StagesDone / heard.StagesPlanned)} stage {state.StageNumber} of {heard.StagesPlanned}",
                new Style(Color.Green)));
        rows.Add(new Text($"{Bar(state.ActivityShare)} {ProgressText.Line(state, now)}"));
        if (state.Leaderboard.Count > 0) rows.Add(EloTable.Of(state.Leaderboard));
        return new Rows(rows);
    }

    private IRenderable Draw()
    {
        lock (gate) return Render(state, [.. messages], time.GetUtcNow());
    }

    private void Keep(string message)
    {
        messages.Enqueue(message);
        if (messages.Count > KeptMessages) messages.Dequeue();
    }

    private static string Bar(double share)
    {
        var full = (int)(Math.Clamp(share, 0, 1) * BarWidth);
        return new string('█', full) + new string('░', BarWidth - full);
    }
}

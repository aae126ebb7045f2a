using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Hosting.Bus;

namespace ArenaLearning.Flywheel.Campaigns;

/// <summary>What a campaign is doing, published a few times a second while it changes.</summary>
public sealed class ProgressReporter(string campaign, int stagesPlanned, SpendBook spend, IMessageBus bus)
{
    private readonly Lock sync = new();
    private CampaignProgressed state = new()
    {
        Campaign = campaign,
        Stage = "",
        Activity = "starting",
        Done = 0,
        Planned = 0,
        StagesDone = 0,
        StagesPlanned = stagesPlanned,
        Leaderboard = [],
    };
    private readonly Queue<string> notes = new();
    private string? overdue;
    private bool changed = true;

    /// <summary>Something new begins.</summary>
    /// <param name="planned">Units of it.</param>
    public void Begin(string stage, string activity, int planned) =>
        Change(s => s with { Stage = stage, Activity = activity, Done = 0, Planned = planned });

    public void Add(int units) => Change(s => s with { Done = s.Done + units });

    public void Set(int done, int planned) => Change(s => s with { Done = done, Planned = planned });

    public void StageDone(IReadOnlyList<LeaderboardRow> leaderboard) =>
        Change(s => s with { StagesDone = s.StagesDone + 1, Leaderboard = leaderboard });

    /// <summary>Something to tell once.</summary>
    public void Note(string message)
    {
        lock (sync)
        {
            notes.Enqueue(message);
            changed = true;
        }
    }

    /// <summary>Says for how long nobody has answered; null when somebody did.</summary>
    public void Waiting(string? message)
    {
        lock (sync) (overdue, changed) = (message, true);
    }

    /// <summary>Has the state published again though nothing changed.</summary>
    public void Repeat()
    {
        lock (sync) changed = true;
    }

    /// <summary>Publishes what changed since the last time; by one caller at a time. What the bus did not take is published the next time.</summary>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        while (TakeChange(out var note) is { } message)
            try
            {
                await bus.PublishAsync(message, cancellationToken);
                Told(note);
            }
            catch
            {
                Repeat();
                throw;
            }
    }

    private CampaignProgressed? TakeChange(out string? note)
    {
        lock (sync)
        {
            note = null;
            if (!changed) return null;
            changed = false;
            var spent = spend.Total;
            return state with { SpentUsd = spent.CostUsd, SpentTokens = spent.Tokens, Message = notes.TryPeek(out note) ? note : overdue };
        }
    }

    private void Told(string? note)
    {
        if (note is null) return;
        lock (sync)
        {
            notes.Dequeue();
            changed |= notes.Count > 0;
        }
    }

    private void Change(Func<CampaignProgressed, CampaignProgressed> update)
    {
        lock (sync) (state, changed) = (update(state), true);
    }
}

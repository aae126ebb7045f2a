using System.Collections.Immutable;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Monitoring.Metrics;

namespace ArenaLearning.Ranking.Boards;

/// <summary>The boards of a campaign. Safe for use by many at once: readers see one state or the next.</summary>
internal sealed class CampaignBoards(string campaign, TimeProvider time)
{
    private readonly Lock gate = new();
    private ImmutableList<BoardSet> official = [];
    private LiveBattles? live;
    private StageRanked? last;

    /// <summary>In the order in which the stages were ranked.</summary>
    public ImmutableList<BoardSet> Official => Volatile.Read(ref official);

    /// <summary>When a verdict came last that the live board counts; the beginning of time where there is none.</summary>
    public DateTimeOffset LastCounted => Volatile.Read(ref live)?.LastCounted ?? default;

    public bool IsEmpty => Official.IsEmpty && Volatile.Read(ref live) is null;

    /// <summary>Takes the official board of a stage, once. The newest of the campaign's own judge takes the place of the live one.</summary>
    /// <param name="isOlder">It was ranked before this process heard of any verdict.</param>
    /// <exception cref="ArgumentException">It cannot be read.</exception>
    public void Take(StageRanked ranked, bool isOlder = false)
    {
        if (Knows(ranked)) return;
        var boards = BoardMaker.Of(ranked);
        lock (gate)
        {
            if (Knows(ranked) || official.Exists(board => board.Stage == ranked.Stage && board.Ordinal > ranked.Ordinal)) return;
            var others = official.RemoveAll(board => board.Stage == ranked.Stage);
            var place = others.FindIndex(board => board.Ordinal > ranked.Ordinal);
            Volatile.Write(ref official, others.Insert(place < 0 ? others.Count : place, boards));
            if (ranked.IsComparison || last?.Ordinal > ranked.Ordinal) return;
            last = ranked;
            // Of before the process's start nobody knows whether the campaign has ended.
            if (!isOlder) RankingMetrics.Rated(campaign, string.Join('+', ranked.Parts.Select(part => part.Name)), ranked.Board.Leaderboard);
            live?.RestOn(ranked, isOlder);
        }
    }

    /// <summary>Counts verdicts of arena battles that were not counted before.</summary>
    public void Count(ArenaRound round, IReadOnlyList<VerdictResult> verdicts)
    {
        lock (gate)
        {
            if (live is null)
            {
                var begun = new LiveBattles(campaign, time);
                if (last is not null) begun.RestOn(last, isOlder: true);
                Volatile.Write(ref live, begun);
            }
            live.Add(round, verdicts);
        }
    }

    /// <summary>Forgets what was counted since the last official board.</summary>
    public void ForgetLive()
    {
        lock (gate) Volatile.Write(ref live, null);
    }

    /// <returns>The live board; null where nobody added to it since the last official one.</returns>
    public ValueTask<BoardSet?> LiveAsync() => Volatile.Read(ref live)?.BoardAsync() ?? new((BoardSet?)null);

    /// <returns>The live board where there is one, else that of the last stage; null where the campaign has neither.</returns>
    public async ValueTask<BoardSet?> NewestAsync() => await LiveAsync() ?? Official.FindLast(board => !board.IsComparison);

    private bool Knows(StageRanked ranked) => Official.Exists(board => board.Stage == ranked.Stage && board.RankingId == ranked.RankingId);
}

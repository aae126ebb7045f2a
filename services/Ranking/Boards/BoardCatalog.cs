using System.Collections.Concurrent;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Ranking.Boards;

/// <summary>All boards that this process knows. Safe for use by many at once.</summary>
internal sealed class BoardCatalog(TimeProvider time)
{
    /// <summary>Campaigns whose verdicts are counted at once; of more, the one that was silent longest is forgotten.</summary>
    internal const int MostLive = 256;

    private readonly ConcurrentDictionary<string, CampaignBoards> campaigns = new(StringComparer.Ordinal);
    private readonly RecentUnits counted = new();
    private readonly Lock counting = new();
    private volatile bool isComplete;

    /// <summary>Whether the boards of before the process's start were read.</summary>
    public bool IsComplete
    {
        get => isComplete;
        set => isComplete = value;
    }

    /// <summary>Those that have a board, in the order of their ids.</summary>
    public IReadOnlyList<(string Id, CampaignBoards Boards)> Campaigns =>
        [.. campaigns.Where(entry => !entry.Value.IsEmpty).OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => (entry.Key, entry.Value))];

    public CampaignBoards? Find(string campaign) => campaigns.TryGetValue(campaign, out var boards) && !boards.IsEmpty ? boards : null;

    /// <param name="isOlder">It was ranked before this process heard of any verdict.</param>
    /// <exception cref="ArgumentException">The board cannot be read.</exception>
    public void Take(StageRanked ranked, bool isOlder = false) => Of(ranked.Campaign).Take(ranked, isOlder);

    /// <summary>Counts the verdicts on arena battles of a chunk; copies of what was counted change nothing.</summary>
    public void Count(BattlesJudged judged)
    {
        if (judged.Arena is not { } round) return;
        var chunk = judged.ChunkId.Split('.')[0];
        lock (counting)
        {
            var fresh = judged.Units
                .Where(unit => unit is { Failure: null, ContestantA.Length: > 0, ContestantB.Length: > 0 } && unit.ContestantA != unit.ContestantB
                    && counted.Add(judged.Campaign, chunk, unit.UnitId)).ToList();
            if (fresh.Count == 0) return;
            Of(judged.Campaign).Count(round, fresh);
            var live = campaigns.Where(entry => entry.Value.LastCounted != default).ToList();
            if (live.Count <= MostLive) return;
            var (silent, boards) = live.MinBy(entry => entry.Value.LastCounted);
            boards.ForgetLive();
            if (boards.IsEmpty) campaigns.TryRemove(silent, out _);
        }
    }

    private CampaignBoards Of(string campaign) => campaigns.GetOrAdd(campaign, id => new(id, time));
}

using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Ranking.Battles;
using ArenaLearning.Ratings.Battles;

namespace ArenaLearning.Ranking.Boards;

/// <summary>
/// The arena battles of a campaign, counted while their verdicts come, and the live board that is made of them: for who asks, and at most
/// once a second. It rests on the battles of the last official board and on those since. Safe for use by many at once.
/// </summary>
internal sealed class LiveBattles(string campaign, TimeProvider time)
{
    /// <summary>No board is made sooner after another.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>Who asks while a board is made gets the one before, unless it is older than this.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);

    private readonly Lock gate = new();
    private readonly Dictionary<string, BattleTally> counted = new(StringComparer.Ordinal);
    private IReadOnlyList<(string Part, IReadOnlyList<OutcomeCount> Outcomes)> rests = [];
    private ArenaRound arena = new("");
    private long since, epoch;
    private Made? made;
    private Task<BoardSet?>? making;

    /// <summary>When a verdict came last.</summary>
    public DateTimeOffset LastCounted { get; private set; }

    /// <summary>Goes on from the battles of an official board.</summary>
    /// <param name="isOlder">It was ranked before what was counted here; else it holds all of that.</param>
    public void RestOn(StageRanked official, bool isOlder)
    {
        var outcomes = official.Parts.Select(part => (part.Name, (IReadOnlyList<OutcomeCount>)[.. OutcomeTables.Rows(part.Outcomes)])).ToList();
        lock (gate)
        {
            (rests, made, epoch) = (outcomes, null, epoch + 1);
            if (isOlder) return;
            counted.Clear();
            since = 0;
        }
    }

    /// <summary>Counts verdicts that were not counted before.</summary>
    public void Add(ArenaRound round, IReadOnlyList<VerdictResult> verdicts)
    {
        lock (gate)
        {
            (arena, LastCounted) = (round, time.GetUtcNow());
            if (!counted.TryGetValue(round.Part, out var tally)) counted.Add(round.Part, tally = new());
            foreach (var verdict in verdicts) tally.Add(new(verdict.ContestantA!, verdict.ContestantB!, OutcomeOf(verdict.Winner)));
            since += verdicts.Count;
        }
    }

    /// <returns>Null where no battle came since the last official board.</returns>
    public ValueTask<BoardSet?> BoardAsync()
    {
        // Who only looks at what is made never waits for who counts or makes.
        if (Volatile.Read(ref made) is { } shown && MayShow(shown, Volatile.Read(ref making) is not null)) return new(shown.Boards);
        lock (gate)
        {
            if (since == 0) return new((BoardSet?)null);
            if (made is not null && MayShow(made, isMaking: false)) return new(made.Boards);
            making ??= Task.Run(Make);
            return made is not null && MayShow(made, isMaking: true) ? new(made.Boards) : new(making);
        }
    }

    private bool MayShow(Made board, bool isMaking)
    {
        if (board.Since == Interlocked.Read(ref since)) return true;
        var age = time.GetElapsedTime(board.At);
        return age < Pace || (isMaking && age < Fresh);
    }

    private BoardSet? Make()
    {
        (Dictionary<string, BattleTable> Parts, ArenaRound Arena, long Since, long Epoch, long At) now;
        lock (gate)
            now = (rests.Concat(counted.Select(part => (Part: part.Key, Outcomes: part.Value.ToTable().Rows)))
                .GroupBy(part => part.Part, part => part.Outcomes)
                .ToDictionary(part => part.Key, part => BattleTable.Of(part.SelectMany(rows => rows))), arena, since, epoch, time.GetTimestamp());
        BoardSet? boards = null;
        try
        {
            // An official board came before this began.
            if (now.Since == 0) return null;
            return boards = BoardMaker.Live(campaign, now.Parts, now.Arena, time.GetUtcNow());
        }
        finally
        {
            lock (gate)
            {
                making = null;
                // Or it may have come meanwhile.
                if (boards is not null && now.Epoch == epoch) made = new(boards, now.Since, now.At);
            }
        }
    }

    private static Outcome OutcomeOf(BattleWinner winner) => winner switch
    {
        BattleWinner.ModelA => Outcome.AWins,
        BattleWinner.ModelB => Outcome.BWins,
        _ => Outcome.Tie,
    };

    /// <param name="Since">Battles since the official board that it has.</param>
    /// <param name="At">Timestamp at which they were counted.</param>
    private sealed record Made(BoardSet Boards, long Since, long At);
}

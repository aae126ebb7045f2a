using System.Collections.Concurrent;
using ArenaLearning.Api.V1;
using ArenaLearning.Ratings.Battles;

namespace ArenaLearning.Ranking.Boards;

/// <summary>A leaderboard as it is served. It never changes, and what is made of it once is given to everyone who asks for the same.</summary>
/// <param name="rows">Best first.</param>
/// <param name="outcomes">Of the battles that it rests on.</param>
internal sealed class Board(
    LeaderboardSummary summary, IReadOnlyList<LeaderboardRow> rows, IReadOnlyList<string> warnings, BattleTable outcomes)
{
    /// <summary>Who asks for ever other pages gets them made for him.</summary>
    private const int MostPages = 64;

    private readonly ConcurrentDictionary<(string Stage, string Category, int Size, int Offset), Leaderboard> pages = [];
    private readonly Dictionary<string, LeaderboardRow> byContestant = rows.ToDictionary(row => row.Contestant, StringComparer.Ordinal);

    private readonly Lazy<IReadOnlyList<WinRate>> winRates = new(() =>
    [
        .. outcomes.WinRates().OrderBy(rate => rate.A, StringComparer.Ordinal).ThenBy(rate => rate.B, StringComparer.Ordinal)
            .Select(rate => new WinRate { ContestantA = rate.A, ContestantB = rate.B, Rate = rate.Rate, Battles = rate.Battles }),
    ]);

    public LeaderboardSummary Summary => summary;

    public IReadOnlyList<LeaderboardRow> Rows => rows;

    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>Of each pair that fought, in both directions, in the order of the names.</summary>
    public IReadOnlyList<WinRate> WinRates => winRates.Value;

    public LeaderboardRow? Find(string contestant) => byContestant.GetValueOrDefault(contestant);

    /// <summary>A page without a filter, made at most once.</summary>
    /// <param name="stage">As it was asked for, which is part of the page's token, as the category is.</param>
    public Leaderboard Page(string stage, string category, int size, int offset, Func<Board, Leaderboard> make)
    {
        if (pages.TryGetValue((stage, category, size, offset), out var page)) return page;
        page = make(this);
        return pages.Count < MostPages ? pages.GetOrAdd((stage, category, size, offset), page) : page;
    }
}

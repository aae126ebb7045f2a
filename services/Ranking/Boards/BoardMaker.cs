using ArenaLearning.Api.V1;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Hosting.Api;
using ArenaLearning.Ranking.Battles;
using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Leaderboards;
using ArenaLearning.Ratings.Models;
using Google.Protobuf.WellKnownTypes;
using LeaderboardRow = ArenaLearning.Api.V1.LeaderboardRow;
using RatedBoard = ArenaLearning.Ratings.Leaderboards.Leaderboard;

namespace ArenaLearning.Ranking.Boards;

/// <summary>Makes boards: of what was ranked officially, and of counts of verdicts.</summary>
internal static class BoardMaker
{
    /// <exception cref="ArgumentException">The outcomes cannot be read.</exception>
    public static BoardSet Of(StageRanked ranked)
    {
        var outcomes = ranked.Parts.ToDictionary(part => part.Name, part => OutcomeTables.Rows(part.Outcomes).ToList(), StringComparer.Ordinal);
        return new(
            ranked.Stage, ranked.RankingId, ranked.Ordinal, ranked.IsComparison,
            Make("", ranked.Board, BattleTable.Of(outcomes.Values.SelectMany(rows => rows))),
            ranked.Parts.ToDictionary(part => part.Name, part => Make(part.Name, part.Board, BattleTable.Of(outcomes[part.Name])), StringComparer.Ordinal));

        Board Make(string category, RankedBoard board, BattleTable table)
        {
            var summary = new LeaderboardSummary
            {
                Campaign = ranked.Campaign,
                Stage = ranked.Stage,
                Official = true,
                UpdatedAt = Timestamp.FromDateTimeOffset(ranked.RankedAt),
                Battles = table.BattleCount,
                Leader = board.Leaderboard is [var first, ..] ? first.Contestant : "",
                Category = category,
                Comparison = ranked.IsComparison,
            };
            summary.Categories.AddRange(ranked.Parts.Select(part => part.Name));
            return new(summary, [.. board.Leaderboard.Select(LeaderboardRows.Of)], board.Warnings, table);
        }
    }

    /// <summary>A live board: ratings by wins, losses and ties alone, with sandwich intervals, for it is made again and again.</summary>
    /// <param name="parts">At least one, each with a battle.</param>
    /// <param name="arena">Whose anchor counts where it has fought.</param>
    public static BoardSet Live(string campaign, IReadOnlyDictionary<string, BattleTable> parts, ArenaRound arena, DateTimeOffset now)
    {
        var battles = parts.Count == 1 ? parts.Values.Single() : BattleTable.Of(parts.Values.SelectMany(part => part.Rows));
        var whole = Rate(battles);
        return new(
            "", "", long.MaxValue, IsComparison: false, Make("", battles, whole),
            // The only part is the whole.
            parts.ToDictionary(part => part.Key, part => Make(part.Key, part.Value, parts.Count == 1 ? whole : Rate(part.Value)), StringComparer.Ordinal));

        RatedBoard Rate(BattleTable table)
        {
            var anchor = arena.Anchor is { } name && table.Contestants.Contains(name) ? new Anchor(name, arena.AnchorElo) : null;
            return RatedBoard.Of(table, new(anchor, IntervalMethod.Sandwich));
        }

        Board Make(string category, BattleTable table, RatedBoard leaderboard)
        {
            var summary = new LeaderboardSummary
            {
                Campaign = campaign,
                UpdatedAt = Timestamp.FromDateTimeOffset(now),
                Battles = table.BattleCount,
                Leader = leaderboard.Entries[0].Contestant,
                Category = category,
            };
            summary.Categories.AddRange(parts.Keys.Order(StringComparer.Ordinal));
            return new(summary, [.. leaderboard.Entries.Select(row => new LeaderboardRow
            {
                Contestant = row.Contestant,
                Elo = row.Elo,
                EloLower = row.Lower,
                EloUpper = row.Upper,
                Rank = row.Rank,
                RankLower = row.RankLower,
                RankUpper = row.RankUpper,
                Battles = row.Battles,
            })], leaderboard.Warnings, table);
        }
    }
}

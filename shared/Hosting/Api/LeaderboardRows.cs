using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Hosting.Api;

/// <summary>Rows of leaderboards, from the messages of services to those of clients.</summary>
public static class LeaderboardRows
{
    public static ArenaLearning.Api.V1.LeaderboardRow Of(LeaderboardRow row) => new()
    {
        Contestant = row.Contestant,
        Elo = row.Elo,
        EloLower = row.Lower,
        EloUpper = row.Upper,
        Rank = row.Rank,
        RankLower = row.RankLower,
        RankUpper = row.RankUpper,
        Battles = row.Battles,
    };
}

using System.Globalization;
using System.Text;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Results;

/// <summary>Leaderboards as text that a digest is made of.</summary>
public static class LeaderboardText
{
    /// <summary>A leaderboard as digests see it: ratings rounded to six decimals, in the order of the names.</summary>
    public static string Of(IReadOnlyList<LeaderboardRow> leaderboard)
    {
        var text = new StringBuilder();
        foreach (var row in leaderboard.OrderBy(r => r.Contestant, StringComparer.Ordinal))
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{row.Contestant} {row.Elo:F6} {row.Lower:F6} {row.Upper:F6} {row.Rank} {row.RankLower} {row.RankUpper} {row.Battles}");
        return text.ToString();
    }
}

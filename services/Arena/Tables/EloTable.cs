using System.Globalization;
using ArenaLearning.Contracts.Messages;
using Spectre.Console;

namespace ArenaLearning.Arena.Tables;

/// <summary>A leaderboard as a table, best first, with 95% intervals.</summary>
public static class EloTable
{
    public static Table Of(IEnumerable<LeaderboardRow> leaderboard)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn(new TableColumn("rank").RightAligned());
        table.AddColumn("contestant");
        table.AddColumn(new TableColumn("Elo").RightAligned());
        table.AddColumn(new TableColumn("95% interval").Centered());
        table.AddColumn(new TableColumn("battles").RightAligned());
        foreach (var row in leaderboard.OrderByDescending(r => r.Elo))
            table.AddRow(
                row.RankLower == row.RankUpper ? Cell($"{row.Rank}") : Cell($"{row.Rank} ({row.RankLower}-{row.RankUpper})"),
                Cell($"{row.Contestant}"), Cell($"{row.Elo:F0}"), Cell($"{row.Lower:F0} to {row.Upper:F0}"), Cell($"{row.Battles:N0}"));
        return table;
    }

    private static Text Cell(FormattableString text) => new(text.ToString(CultureInfo.InvariantCulture));
}

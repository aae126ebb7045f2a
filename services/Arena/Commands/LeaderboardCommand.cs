using System.CommandLine;
using System.Globalization;
using ArenaLearning.Api.V1;
using ArenaLearning.Arena.Tables;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena leaderboard</c>: who stands where in a campaign, as Ranking tells.</summary>
internal static class LeaderboardCommand
{
    public const string Example = "arena leaderboard arithmetic-1f2e3d4c5b6a --server http://ranking:8080 --stage DPO-I1";

    public static Command Create()
    {
        var (id, server) = (new Argument<string>("ID") { Description = "Of the campaign, as `arena campaigns` lists it" }, ServerOption.Create());
        server.Description = $"Ranking to ask, http://HOST:8080, or several with commas; ARENA_KEY holds the key [default: {ServerOption.Variable}]";
        var stage = new Option<string?>("--stage") { HelpName = "STAGE", Description = "The official board of this stage [default: the newest board]" };
        var part = new Option<string?>("--part") { HelpName = "PART", Description = "Part of the arena, such as arena-hard [default: all of it]" };
        var command = new Command("leaderboard", "Show who stands where in a campaign of a server, also while it runs.") { id, server, stage, part };
        command.SetAction((parsed, token) => parsed.AskAsync(server, async channel =>
        {
            var (request, rows) = (new GetLeaderboardRequest
            {
                Campaign = parsed.GetValue(id)!,
                Stage = parsed.GetValue(stage) ?? "",
                Category = parsed.GetValue(part) ?? "",
            }, new List<LeaderboardRow>());
            Leaderboard board;
            do
            {
                board = await new Api.V1.Rankings.RankingsClient(channel).GetLeaderboardAsync(request, cancellationToken: token);
                rows.AddRange(board.Rows);
                request.PageToken = board.NextPageToken;
            }
            while (board.NextPageToken.Length > 0);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(Text(board, rows));
            return ExitCodes.Done;
        }));
        return command;
    }

    private static string Text(Leaderboard board, IReadOnlyList<LeaderboardRow> rows)
    {
        var title = board.Summary.Official ? $"Official board of {board.Summary.Stage}" : "Live board";
        return string.Create(CultureInfo.InvariantCulture, $"{title}, {board.Summary.Battles:N0} battles:\n")
            + PlainTable.Text(["rank", "contestant"], ["Elo", "95% interval", "battles"], rows.Select(row => new[]
            {
                row.RankLower == row.RankUpper ? Line($"{row.Rank}") : Line($"{row.Rank} ({row.RankLower}-{row.RankUpper})"), row.Contestant,
                Line($"{row.Elo:0}"), Line($"{row.EloLower:0} to {row.EloUpper:0}"), Line($"{row.Battles:N0}"),
            }))
            + string.Concat(board.Warnings.Select(warning => $"\n{warning}"));
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

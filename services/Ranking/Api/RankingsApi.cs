using System.Globalization;
using ArenaLearning.Api.V1;
using ArenaLearning.Hosting.Access;
using ArenaLearning.Hosting.Api;
using ArenaLearning.Ranking.Boards;
using ArenaLearning.Ratings.Models;
using Grpc.Core;
using Microsoft.Extensions.Hosting;

namespace ArenaLearning.Ranking.Api;

/// <summary>Who stands where, after each stage and while verdicts come.</summary>
[Needs(KeyRole.Reader)]
internal sealed class RankingsApi(BoardCatalog catalog, BoardLookup lookup, TimeProvider time, IHostApplicationLifetime life) : Rankings.RankingsBase
{
    private const int MostRows = 1000, MostRates = 10_000;

    private static readonly TimeSpan WatchPace = TimeSpan.FromSeconds(1);

    public override async Task<ListLeaderboardsResponse> ListLeaderboards(ListLeaderboardsRequest request, ServerCallContext context)
    {
        var size = PageToken.Size(request.PageSize, MostRows);
        var scope = $"leaderboards\n{request.Campaign}";
        var after = PageToken.Read(scope, request.PageToken) is { Length: > 0 } position ? position.Split('\n') : null;
        IReadOnlyList<(string Id, CampaignBoards Boards)> campaigns = request.Campaign.Length == 0 ? catalog.Campaigns
            : [(request.Campaign, lookup.Campaign(request.Campaign))];
        var response = new ListLeaderboardsResponse();
        (string Campaign, long Ordinal) last = ("", 0);
        foreach (var (id, boards) in campaigns)
        {
            if (after is not null && string.CompareOrdinal(id, after[0]) < 0) continue;
            foreach (var set in boards.Official.Concat(await boards.LiveAsync() is { } live ? [live] : []))
            {
                if (after is not null && id == after[0] && set.Ordinal <= long.Parse(after[1], CultureInfo.InvariantCulture)) continue;
                if (response.Leaderboards.Count == size)
                {
                    response.NextPageToken = PageToken.Write(scope, string.Create(CultureInfo.InvariantCulture, $"{last.Campaign}\n{last.Ordinal}"));
                    return response;
                }
                response.Leaderboards.Add(set.Whole.Summary);
                last = (id, set.Ordinal);
            }
        }
        return response;
    }

    public override async Task<Leaderboard> GetLeaderboard(GetLeaderboardRequest request, ServerCallContext context) =>
        Page(await lookup.BoardAsync(request.Campaign, request.Stage, request.Category), request);

    public override async Task WatchLeaderboard(
        GetLeaderboardRequest request, IServerStreamWriter<Leaderboard> responseStream, ServerCallContext context)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, life.ApplicationStopping);
        using var timer = new PeriodicTimer(WatchPace, time);
        Board? shown = null;
        try
        {
            do
            {
                var board = await lookup.BoardAsync(request.Campaign, request.Stage, request.Category);
                if (board == shown) continue;
                shown = board;
                await responseStream.WriteAsync(Page(board, request), ending.Token);
            }
            while (await timer.WaitForNextTickAsync(ending.Token));
        }
        catch (OperationCanceledException) when (life.ApplicationStopping.IsCancellationRequested)
        {
            throw Refusal.Unavailable("This server is about to stop: watch another.");
        }
    }

    public override async Task<Contestant> GetContestant(GetContestantRequest request, ServerCallContext context)
    {
        if (request.Contestant.Length == 0) throw Refusal.Invalid("contestant", "is missing: name a contestant of the campaign");
        var newest = await lookup.BoardAsync(request.Campaign, "", request.Category);
        var boards = lookup.Campaign(request.Campaign).Official.FindAll(set => !set.IsComparison);
        var contestant = new Contestant { Name = request.Contestant, Row = newest.Find(request.Contestant) };
        foreach (var set in boards)
            if (set.Of(request.Category)?.Find(request.Contestant) is { } row)
                contestant.History.Add(new StageRating { Stage = set.Stage, Row = row });
        if (contestant.Row is null && contestant.History.Count == 0)
            throw BoardLookup.NoContestant(request.Contestant, newest.Rows.Select(row => row.Contestant));
        return contestant;
    }

    public override async Task<WinRates> GetWinRates(GetWinRatesRequest request, ServerCallContext context)
    {
        var size = PageToken.Size(request.PageSize, MostRates);
        var scope = $"win_rates\n{request.Campaign}\n{request.Stage}\n{request.Category}";
        var offset = Offset(scope, request.PageToken);
        var board = await lookup.BoardAsync(request.Campaign, request.Stage, request.Category);
        var rates = new WinRates { Summary = board.Summary, NextPageToken = Next(scope, offset + size, board.WinRates.Count) };
        rates.Rates.AddRange(board.WinRates.Skip(offset).Take(size));
        return rates;
    }

    public override async Task<ExpectedScore> GetExpectedScore(GetExpectedScoreRequest request, ServerCallContext context)
    {
        (string Field, string Name)[] named = [("contestant_a", request.ContestantA), ("contestant_b", request.ContestantB)];
        if (named.Where(name => name.Name.Length == 0).Select(name => (name.Field, "is missing: name a contestant")).ToList() is { Count: > 0 } missing)
            throw Refusal.Invalid(missing);
        var board = await lookup.BoardAsync(request.Campaign, request.Stage, request.Category);
        var (a, b) = (Row(request.ContestantA), Row(request.ContestantB));
        return new() { Expected = EloScale.ExpectedScore(a.Elo, b.Elo), EloA = a.Elo, EloB = b.Elo };

        LeaderboardRow Row(string contestant) =>
            board.Find(contestant) ?? throw BoardLookup.NoContestant(contestant, board.Rows.Select(row => row.Contestant));
    }

    public override async Task<Agreement> CompareWithReference(CompareWithReferenceRequest request, ServerCallContext context) =>
        ReferenceAgreements.Of(await lookup.BoardAsync(request.Campaign, request.Stage, request.Category), request.Reference, request.IsElo);

    private static Leaderboard Page(Board board, GetLeaderboardRequest request)
    {
        var (size, filter) = (PageToken.Size(request.PageSize, MostRows), request.ContestantContains);
        if (filter.Length == 0 && request.PageToken.Length == 0)
            return board.Page(request.Stage, request.Category, size, 0, made => Page(made, made.Rows, Scope(request), 0, size));
        var scope = Scope(request);
        var offset = Offset(scope, request.PageToken);
        return filter.Length == 0
            ? board.Page(request.Stage, request.Category, size, offset, made => Page(made, made.Rows, scope, offset, size))
            : Page(board, [.. board.Rows.Where(row => row.Contestant.Contains(filter, StringComparison.OrdinalIgnoreCase))], scope, offset, size);
    }

    private static Leaderboard Page(Board board, IReadOnlyList<LeaderboardRow> rows, string scope, int offset, int size)
    {
        var page = new Leaderboard { Summary = board.Summary, NextPageToken = Next(scope, offset + size, rows.Count) };
        page.Rows.AddRange(rows.Skip(offset).Take(size));
        page.Warnings.AddRange(board.Warnings);
        return page;
    }

    private static string Scope(GetLeaderboardRequest request) =>
        $"leaderboard\n{request.Campaign}\n{request.Stage}\n{request.Category}\n{request.ContestantContains}";

    private static string Next(string scope, int offset, int count) =>
        offset < count ? PageToken.Write(scope, offset.ToString(CultureInfo.InvariantCulture)) : "";

    private static int Offset(string scope, string token) =>
        PageToken.Read(scope, token) is { Length: > 0 } position ? int.Parse(position, CultureInfo.InvariantCulture) : 0;
}

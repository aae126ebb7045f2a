using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Ranking.Battles;
using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Models;
using ArenaLearning.Ratings.Uncertainty;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Ranking.Leaderboards;

/// <summary>The official ratings of an arena: Bradley-Terry on the Elo scale, one contestant fixed, with bootstrap intervals.</summary>
public sealed class ArenaRanking(ILogger<ArenaRanking> logger)
{
    private const int TopRows = 10;

    /// <summary>Rates the battles of the artifact. What is wrong with them comes back as the failure of the ranking.</summary>
    public async Task<RankedArena> RankAsync(RankArena command, CancellationToken cancellationToken = default)
    {
        try
        {
            var path = command.Battles.LocalPath();
            if (await ContentHash.OfFileAsync(path, cancellationToken) != command.Battles.Sha256)
                throw new InvalidDataException(
                    $"{path} is not the file that was sent for ranking: its content changed. Start the campaign again; "
                    + "it writes the battles anew.");
            var battles = await ArenaBattles.ReadAsync(
                JsonLines.ReadNumberedAsync<BattleRow>(path, cancellationToken), path, cancellationToken);
            return Rank(command, battles);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            var failure = $"{command.Stage} has no ratings: {e.Message}";
            logger.LogWarning("{Campaign}: {Failure}", command.Campaign, failure);
            return new(new(command.Campaign, command.RankingId, command.Stage, [], [], [], failure), null);
        }
    }

    /// <exception cref="ArgumentException">There is no battle, or none of the anchor; a setting is out of range.</exception>
    public static Leaderboard Rank(BattleTable battles, RankingSettings settings)
    {
        var anchor = new Anchor(settings.Anchor ?? throw new ArgumentException("Ratings need an anchor."), settings.AnchorElo);
        var fit = BradleyTerry.Fit(battles);
        var bootstrap = Bootstrap.Intervals(battles, fit, anchor, settings.Seed, settings.Bootstraps);
        var ratings = fit.Ratings(anchor);
        var ranks = Ranks.Of(ratings);
        var rankIntervals = Ranks.Of(bootstrap.Intervals);
        var fought = battles.BattlesByContestant();
        var rows = fit.Contestants.Select((contestant, i) => new LeaderboardRow(
            contestant, ratings[i], bootstrap.Intervals[i].Lower, bootstrap.Intervals[i].Upper,
            ranks[i], rankIntervals[i].Lower, rankIntervals[i].Upper, (int)fought[i]));
        return new(
            [.. rows.OrderBy(row => row.Rank).ThenBy(row => row.Contestant, StringComparer.Ordinal)],
            [.. battles.WinRates().Select(rate => new WinRate(rate.A, rate.B, rate.Rate, (int)rate.Battles))],
            [.. fit.Warnings, .. bootstrap.Warnings]);
    }

    private static RankedArena Rank(RankArena command, ArenaBattles battles)
    {
        var (rows, winRates, warnings) = Rank(battles.Table, command.Settings);
        return new(
            new(command.Campaign, command.RankingId, command.Stage, rows, winRates, warnings),
            new(command.Campaign, battles.Arena, [.. rows.Take(TopRows)]));
    }
}

/// <param name="Rows">Best first.</param>
public sealed record Leaderboard(
    IReadOnlyList<LeaderboardRow> Rows, IReadOnlyList<WinRate> WinRates, IReadOnlyList<string> Warnings);

/// <summary>What a command to rank leads to.</summary>
/// <param name="Changed">Null where the ranking failed.</param>
public sealed record RankedArena(ArenaRanked Ranked, LeaderboardChanged? Changed);

using System.Diagnostics;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Monitoring.Metrics;
using ArenaLearning.Ranking.Battles;
using ArenaLearning.Ratings.Leaderboards;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Ranking.Leaderboards;

/// <summary>The official ratings of an arena: Bradley-Terry on the Elo scale, with the intervals and outcomes that its settings ask for.</summary>
public sealed class ArenaRanking(IArtifactStore artifacts, ILogger<ArenaRanking> logger)
{
    private const int TopRows = 10;

    /// <summary>Rates the battles of the artifact. What is wrong with them comes back as the failure of the ranking.</summary>
    public async Task<RankedArena> RankAsync(RankArena command, CancellationToken cancellationToken = default)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var path = await artifacts.MaterializeFileAsync(command.Battles, cancellationToken);
            var battles = await ArenaBattles.ReadAsync(
                JsonLines.ReadNumberedAsync<BattleRow>(path, cancellationToken), path, command.Settings, cancellationToken);
            var ranked = Rank(command, battles);
            RankingMetrics.Ranked(battles.Arena, ranked.Ranked.Leaderboard, Stopwatch.GetElapsedTime(started));
            return ranked;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            RankingMetrics.Ranked(null, [], Stopwatch.GetElapsedTime(started));
            var failure = $"{command.Stage} has no ratings: {e.Message}";
            logger.LogWarning("{Campaign}: {Failure}", command.Campaign, failure);
            return new(new(command.Campaign, command.RankingId, command.Stage, [], [], [], failure), null);
        }
    }

    private static RankedArena Rank(RankArena command, ArenaBattles battles)
    {
        var settings = command.Settings;
        var options = new LeaderboardOptions(
            settings.Anchor is { } anchor ? new(anchor, settings.AnchorElo) : null,
            settings.Interval == IntervalKind.Sandwich ? IntervalMethod.Sandwich : IntervalMethod.Bootstrap,
            settings.Bootstraps, settings.Seed);
        var leaderboard = Leaderboard.Of(battles.Battles, options);
        var rows = Rows(leaderboard);
        IReadOnlyList<WinRate> winRates = [.. battles.Battles.WinRates()
            .Select(rate => new WinRate(rate.A, rate.B, rate.Rate, checked((int)rate.Battles)))];
        return new(
            new(
                command.Campaign, command.RankingId, command.Stage, rows, winRates, leaderboard.Warnings,
                Plain: battles.Plain is { } plain ? Rows(Leaderboard.Of(plain, options)) : null),
            new(command.Campaign, battles.Arena, [.. rows.Take(TopRows)]));
    }

    private static IReadOnlyList<LeaderboardRow> Rows(Leaderboard leaderboard) => [.. leaderboard.Entries.Select(row => new LeaderboardRow(
        row.Contestant, row.Elo, row.Lower, row.Upper, row.Rank, row.RankLower, row.RankUpper, checked((int)row.Battles)))];
}

/// <summary>What a command to rank leads to.</summary>
/// <param name="Changed">Null where the ranking failed.</param>
public sealed record RankedArena(ArenaRanked Ranked, LeaderboardChanged? Changed);

using System.Diagnostics;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Monitoring.Metrics;
using ArenaLearning.Ranking.Battles;
using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Leaderboards;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Ranking.Leaderboards;

/// <summary>The official ratings of an arena: Bradley-Terry on the Elo scale, with the intervals and outcomes that its settings ask for.</summary>
public sealed class ArenaRanking(IArtifactStore artifacts, ILogger<ArenaRanking> logger)
{
    private const int TopRows = 10;

    /// <summary>Rates the battles of the artifact. What is wrong with them comes back as the failure of the ranking.</summary>
    /// <param name="withParts">Whether each part of the arena is rated too, for <see cref="RankedArena.Stage"/>.</param>
    public async Task<RankedArena> RankAsync(RankArena command, bool withParts = false, CancellationToken cancellationToken = default)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var path = await artifacts.MaterializeFileAsync(command.Battles, cancellationToken);
            var battles = await ReadAsync(null);
            var result = Rank(command, battles);
            RankingMetrics.Ranked(isFitted: true, Stopwatch.GetElapsedTime(started));
            return !withParts ? result : result with { Stage = await StageAsync(command, result.Ranked, battles, ReadAsync) };

            Task<ArenaBattles> ReadAsync(string? part) => ArenaBattles.ReadAsync(
                JsonLines.ReadNumberedAsync<BattleRow>(path, cancellationToken), path, command.Settings, part, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            RankingMetrics.Ranked(isFitted: false, Stopwatch.GetElapsedTime(started));
            var failure = $"{command.Stage} has no ratings: {e.Message}";
            logger.LogWarning("{Campaign}: {Failure}", command.Campaign, failure);
            return new(new(command.Campaign, command.RankingId, command.Stage, [], [], [], failure), null);
        }
    }

    private static RankedArena Rank(RankArena command, ArenaBattles battles)
    {
        var options = Options(command.Settings);
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

    /// <summary>The board of the stage, and that of each part from its own battles.</summary>
    /// <param name="readAsync">The battles of a part.</param>
    private static async Task<StageRanked> StageAsync(
        RankArena command, ArenaRanked ranked, ArenaBattles battles, Func<string, Task<ArenaBattles>> readAsync)
    {
        var board = new RankedBoard(ranked.Leaderboard, ranked.Warnings);
        var parts = new List<RankedPart>();
        foreach (var (name, outcomes) in battles.Parts)
        {
            BattleSet fought = command.Settings is { Soft: false, StyleControl: false } ? outcomes : (await readAsync(name)).Battles;
            parts.Add(new(name, battles.Parts.Count == 1 ? board : Board(name, fought, command.Settings), OutcomeTables.ToMessage(outcomes)));
        }
        return new()
        {
            Campaign = command.Campaign,
            Stage = command.Stage,
            RankingId = command.RankingId,
            Ordinal = 0,
            RankedAt = default,
            IsComparison = command.IsComparison,
            Board = board,
            Parts = parts,
        };
    }

    private static RankedBoard Board(string part, BattleSet battles, RankingSettings settings)
    {
        var options = Options(settings);
        if (options.Anchor is not { } anchor || battles.Contestants.Contains(anchor.Contestant)) return Of(Leaderboard.Of(battles, options), []);
        return Of(Leaderboard.Of(battles, options with { Anchor = null }), [$"{anchor.Contestant} has no battle in {part}, so the ratings there are centred."]);

        static RankedBoard Of(Leaderboard leaderboard, IReadOnlyList<string> warnings) => new(Rows(leaderboard), [.. warnings, .. leaderboard.Warnings]);
    }

    private static LeaderboardOptions Options(RankingSettings settings) => new(
        settings.Anchor is { } anchor ? new(anchor, settings.AnchorElo) : null,
        settings.Interval == IntervalKind.Sandwich ? IntervalMethod.Sandwich : IntervalMethod.Bootstrap,
        settings.Bootstraps, settings.Seed);

    private static IReadOnlyList<LeaderboardRow> Rows(Leaderboard leaderboard) => [.. leaderboard.Entries.Select(row => new LeaderboardRow(
        row.Contestant, row.Elo, row.Lower, row.Upper, row.Rank, row.RankLower, row.RankUpper, checked((int)row.Battles)))];
}

/// <summary>What a command to rank leads to.</summary>
/// <param name="Changed">Null where the ranking failed.</param>
/// <param name="Stage">For the store of boards, which says when and as which of them it was ranked; null where the ranking failed or nobody asked.</param>
public sealed record RankedArena(ArenaRanked Ranked, LeaderboardChanged? Changed, StageRanked? Stage = null);

using System.Diagnostics;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Games;
using ArenaLearning.Judging.Judges;
using ArenaLearning.Judging.Verdicts;
using ArenaLearning.Monitoring.Logs;
using ArenaLearning.Monitoring.Metrics;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Judging.Battles;

/// <summary>Judges a chunk of battles, all at once: an endpoint's own limits say how many of them it hears of.</summary>
public sealed class BattleJudging(JudgeFactory judges, ILogger<BattleJudging> logger)
{
    /// <returns>One result a unit, in the units' order; a unit that could not be judged says why.</returns>
    public async Task<BattlesJudged> JudgeAsync(JudgeBattles command, CancellationToken cancellationToken = default)
    {
        var started = Stopwatch.GetTimestamp();
        var results = await JudgeUnitsAsync();
        JudgingMetrics.Judged(command.Judge, results, Stopwatch.GetElapsedTime(started));
        return new(command.Campaign, command.ChunkId, command.Judge.Name, command.Arena is null ? results :
        [
            .. command.Units.Zip(results, (unit, result) => result with { ContestantA = unit.ContestantA, ContestantB = unit.ContestantB }),
        ], command.Arena);

        async Task<IReadOnlyList<VerdictResult>> JudgeUnitsAsync()
        {
            IBattleJudge judge;
            try
            {
                judge = await judges.CreateAsync(command.Judge, command.Device);
            }
            catch (JudgeException e)
            {
                return [.. command.Units.Select(unit => FailedVerdict.Of(unit.UnitId, e.Message, e.Failure))];
            }
            return await Task.WhenAll(command.Units.Select(unit => JudgeUnitAsync(judge, unit)));
        }

        async Task<VerdictResult> JudgeUnitAsync(IBattleJudge judge, BattleUnit unit)
        {
            using var scope = logger.BeginScope(WorkScope.OfUnit(unit.UnitId));
            var result = await judge.JudgeAsync(unit, cancellationToken);
            if (result.Failure is { } failure) logger.LogWarning("{Judge} gave no verdict: {Failure}", command.Judge.Name, failure);
            return result;
        }
    }
}

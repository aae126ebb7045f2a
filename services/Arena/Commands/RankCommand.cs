using System.CommandLine;
using System.Globalization;
using ArenaLearning.Arena.BattleFiles;
using ArenaLearning.Arena.Rankings;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Ratings.Leaderboards;
using ArenaLearning.Ratings.Pairs;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena rank</c>: ratings of the battles of a file.</summary>
internal static class RankCommand
{
    public const string Example = """
        arena rank battles.csv --anchor gpt-4=1100
        arena rank battles.jsonl.gz --soft --style-control --reference arena.csv --json
        """;

    public static Command Create()
    {
        var options = new RankOptions();
        var command = new Command("rank", "Rank the contestants of a file of battles: .csv, .jsonl or .parquet, with FastChat's columns.");
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var ranking = await RankAsync(options.Read(parsed), cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(
                parsed.GetValue(options.Json) ? RankingOutput.Json(ranking) : RankingOutput.Text(ranking));
            return ExitCodes.Done;
        });
        return command;
    }

    /// <exception cref="CommandRefusedException">The file, the reference or the combination of options is wrong.</exception>
    internal static async Task<RankedFile> RankAsync(RankRequest request, CancellationToken cancellationToken)
    {
        var reference = request.Reference is { } file ? ReferenceRanking.Read(file) : null;
        try
        {
            var (leaderboard, left, pairs) = request.Online
                ? await OnlineAsync(request, cancellationToken) : await BradleyTerryAsync(request, cancellationToken);
            var warnings = leaderboard.Warnings.ToList();
            if (left.AgainstSelf > 0)
                warnings.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{left.AgainstSelf:N0} battles of a contestant against itself say nothing about ratings and were left out."));
            if (left.WithoutVerdict > 0)
                warnings.Add(string.Create(
                    CultureInfo.InvariantCulture, $"{left.WithoutVerdict:N0} battles have no verdict (it is null or empty) and were left out."));
            if (reference is null) return new RankedFile(leaderboard, null, warnings, pairs);
            var (agreement, more) = ReferenceRanking.Compare(leaderboard.Entries, reference, request.Reference!);
            return new(leaderboard, agreement, [.. warnings, .. more], pairs);
        }
        catch (ArgumentException e)
        {
            throw new CommandRefusedException($"{request.File}: {e.Message}");
        }
    }

    private static async Task<(Leaderboard, LeftOut, IReadOnlyList<PairWinRate>?)> BradleyTerryAsync(
        RankRequest request, CancellationToken cancellationToken)
    {
        var read = await RatedBattles.ReadAsync(request.File, request.Selection, cancellationToken);
        return (Leaderboard.Of(read.Battles, request.Options), new(read.AgainstSelf, read.WithoutVerdict), request.Details ? read.Battles.WinRates() : null);
    }

    private static async Task<(Leaderboard, LeftOut, IReadOnlyList<PairWinRate>?)> OnlineAsync(
        RankRequest request, CancellationToken cancellationToken)
    {
        var read = await RatedBattles.ReadSequenceAsync(request.File, request.Selection, cancellationToken);
        return (Leaderboard.Of(read.Battles, request.Options), new(read.AgainstSelf, read.WithoutVerdict), request.Details ? read.Battles.WinRates() : null);
    }

    private sealed record LeftOut(long AgainstSelf, long WithoutVerdict);
}

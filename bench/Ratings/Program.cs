using System.Globalization;
using System.Text.Json;
using ArenaLearning.Bench.Ratings;
using ArenaLearning.Randomness;
using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Tests;
using ArenaLearning.Ratings.Uncertainty;

// The best Python reference on the same kind of file and machine: 0.7 s to read, 1.3 s to fit, 10.0 s for 100 bootstrap rounds.
const double ReferenceSeconds = 12.0;
const int Battles = 1_000_000, Models = 200, Rounds = 100;
const long Seed = 1;
const double MostDifference = 1e-8;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length is < 1 or > 2 || args.Length == 2 && !int.TryParse(args[1], out _))
{
    Console.Error.WriteLine("usage: arena-bench-ratings PATH-TO-ARENA [RUNS]");
    return 2;
}
var (arena, runs) = (args[0], args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5);
var folder = Directory.CreateTempSubdirectory("arena-bench-ratings-").FullName;
try
{
    var (file, tiny, styled) = (Path.Combine(folder, "battles.csv"), Path.Combine(folder, "tiny.csv"), Path.Combine(folder, "styled.csv"));
    BattleFileMaker.Write(file, Battles, Models, Seed, styled: false);
    BattleFileMaker.Write(tiny, 100, 3, Seed, styled: false);
    BattleFileMaker.Write(styled, Battles, Models, Seed, styled: true);
    Console.WriteLine(
        $"{Battles:N0} battles of {Models} models, {new FileInfo(file).Length / 1e6:F1} MB, {Environment.ProcessorCount} processors, best of {runs}:");
    var start = Best("start: three models, one round", tiny, "--bootstrap", "1");
    var one = Best("one round", file, "--bootstrap", "1");
    var whole = Best($"whole: read, fit, {Rounds} rounds", file, "--bootstrap", $"{Rounds}");
    Console.WriteLine($"  of that, by difference: start {start.Wall:F2} s, read and fit {one.Wall - start.Wall:F2} s, bootstrap {whole.Wall - one.Wall:F2} s");
    Console.WriteLine($"  {ReferenceSeconds / whole.Wall:F1} times as fast as the reference's {ReferenceSeconds:F1} s");
    Best("style control, one round", styled, "--style-control", "--bootstrap", "1");
    Best($"style control, {Rounds} rounds", styled, "--style-control", "--bootstrap", $"{Rounds}");
    return Check(file, whole.Output) ? 0 : 1;
}
finally
{
    Directory.Delete(folder, recursive: true);
}

MeasuredProcess Best(string name, string file, params string[] options)
{
    var measured = Enumerable.Range(0, runs).Select(_ => MeasuredProcess.Run(arena, ["rank", file, "--json", .. options])).ToArray();
    var best = measured.MinBy(run => run.Wall)!;
    Console.WriteLine($"  {name,-36} {best.Wall,6:F2} s, processor time {measured.Min(run => run.Processor),6:F2} s");
    return best;
}

// Every figure of the leaderboard against plain fits: of the file, and of each bootstrap round's draws.
static bool Check(string file, string json)
{
    var table = BattleTable.Of(File.ReadLines(file).Skip(1).Select(line => line.Split(',')).Select(cells => new Battle(
        cells[0], cells[1], cells[2] switch { "model_a" => Outcome.AWins, "model_b" => Outcome.BWins, _ => Outcome.Tie })));
    var ratings = PlainBradleyTerry.Ratings(table.Contestants, table.Rows);
    var multinomial = new Multinomial(table.Counts);
    var rounds = new double[Rounds][];
    Parallel.For(0, Rounds, round =>
    {
        var drawn = multinomial.Resample(SplitMix64.Stream(0, round));
        rounds[round] = PlainBradleyTerry.Ratings(table.Contestants, table.Rows.Select((row, i) => row with { Count = drawn[i] }));
    });
    using var document = JsonDocument.Parse(json);
    var rows = document.RootElement.GetProperty("leaderboard").EnumerateArray().ToDictionary(row => row.GetProperty("contestant").GetString()!);
    var worst = rows.Count == table.Contestants.Count ? 0.0 : double.PositiveInfinity;
    for (var i = 0; i < table.Contestants.Count; i++)
    {
        var row = rows[table.Contestants[i]];
        var values = rounds.Select(round => round[i]).Order().ToArray();
        worst = new[]
        {
            worst, Difference("elo", ratings[i]), Difference("lower", Quantile.Of(values, 0.025)), Difference("upper", Quantile.Of(values, 0.975)),
        }.Max();

        double Difference(string name, double plain) => Math.Abs(row.GetProperty(name).GetDouble() - plain);
    }
    Console.WriteLine(
        $"  largest difference from the plain implementation: {worst:E1} Elo ({(worst <= MostDifference ? "equal" : "NOT EQUAL")} to {MostDifference:E0})");
    return worst <= MostDifference;
}

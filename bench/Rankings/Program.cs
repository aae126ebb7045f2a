using System.Globalization;
using ArenaLearning.Bench.Rankings;
using ArenaLearning.Hosting.Access;
using Grpc.Core;
using Grpc.Net.Client;
using BoardClient = ArenaLearning.Api.V1.Rankings.RankingsClient;

// What a leaderboard costs over gRPC beside a call that does nothing, both at a steady rate, client and server in two processes:
//   dotnet run -c Release --project bench/Rankings -- [CALLS A SECOND] [SECONDS] [ROUNDS]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["server", var keys])
{
    await RankingServer.RunAsync(keys);
    return 0;
}
int Argument(int place, int standard) => args.Length > place ? int.Parse(args[place], CultureInfo.InvariantCulture) : standard;
var (rate, seconds, rounds) = (Argument(0, 2_000), TimeSpan.FromSeconds(Argument(1, 5)), Argument(2, 5));

var folder = Directory.CreateTempSubdirectory("rankings-bench-").FullName;
try
{
    var (key, kept) = KeysFile.NewKey("bench", KeyRole.Reader);
    var keysFile = Path.Combine(folder, "keys");
    await File.WriteAllTextAsync(keysFile, KeysFile.LineOf(kept) + "\n");
    using var server = await ServerProcess.StartAsync(keysFile);
    using var channel = GrpcChannel.ForAddress(server.Address);
    var (bare, boards) = (new Bare.BareClient(channel), new BoardClient(channel));
    var headers = new Metadata { { "authorization", $"Bearer {key}" } };

    async Task BareAsync() => await bare.CallAsync(new());
    Task OfficialAsync() => BoardAsync(RankingServer.Stage);
    Task LiveAsync() => BoardAsync("");
    async Task BoardAsync(string stage) =>
        Check((await boards.GetLeaderboardAsync(new() { Campaign = RankingServer.Campaign, Stage = stage }, headers)).Rows.Count);

    // Compiled on both sides.
    foreach (var warm in new[] { BareAsync, OfficialAsync, BareAsync, OfficialAsync }) await Load.RunAsync(server, rate, seconds, warm);
    var pairs = new List<(Load Bare, Load Board)>();
    for (var round = 0; round < rounds; round++)
        pairs.Add((await Load.RunAsync(server, rate, seconds, BareAsync), await Load.RunAsync(server, rate, seconds, OfficialAsync)));
    await server.TellAsync("judge");
    await Load.RunAsync(server, rate, seconds, LiveAsync);
    var live = await Load.RunAsync(server, rate, seconds * rounds, LiveAsync);

    Console.WriteLine(
        $"{rate} calls a second, {rounds} rounds of {seconds.TotalSeconds:0} s each, {Environment.ProcessorCount} processors; medians of the rounds");
    Console.WriteLine("                                      median ms   p99 ms   client us   server us   both us a call");
    Print("empty method", [.. pairs.Select(pair => pair.Bare)]);
    Print("GetLeaderboard, 50 rows, with a key", [.. pairs.Select(pair => pair.Board)]);
    Print("  the live one, 500 verdicts a second", [live]);
    Console.WriteLine($"ratio of processor time  {Median(pairs.Select(pair => pair.Board.Processor / pair.Bare.Processor)):F2}"
        + $"   of the server's {Median(pairs.Select(pair => pair.Board.Server / pair.Bare.Server)):F2}"
        + $"   of the median time {Median(pairs.Select(pair => pair.Board.Quantile(0.5) / pair.Bare.Quantile(0.5))):F2}");
    return 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static void Check(int rows)
{
    if (rows != 50) throw new InvalidOperationException($"The board has {rows} rows.");
}

static void Print(string what, IReadOnlyList<Load> loads) => Console.WriteLine(
    $"{what,-37} {Median(loads.Select(load => load.Quantile(0.5))),10:F2} {Median(loads.Select(load => load.Quantile(0.99))),8:F2}"
    + $" {Median(loads.Select(load => load.Client)),11:F0} {Median(loads.Select(load => load.Server)),11:F0}"
    + $" {Median(loads.Select(load => load.Processor)),13:F0}");

static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;

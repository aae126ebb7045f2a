using System.Diagnostics;
using System.Globalization;
using ArenaLearning.Bench.Bus;
using ArenaLearning.Hosting.Access;

// What a battle costs as services over RabbitMQ and PostgreSQL, beside one bare message of 2 KB:
//   ARENA_BUS=amqp://... ARENA_LEDGER=postgres://... dotnet run -c Release --project bench/Bus -- [--replicas 1,2] [BATTLES ...]
// The broker and the database should be this bench's own. Where they run on this machine, their processor time is shown too.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (Environment.GetEnvironmentVariable("ARENA_BUS") is not { Length: > 0 } bus
    || Environment.GetEnvironmentVariable("ARENA_LEDGER") is not { Length: > 0 } ledger)
{
    Console.Error.WriteLine(
        "Set ARENA_BUS=amqp://user:password@host:port/vhost and ARENA_LEDGER=postgres://user:password@host:port/database, both of this bench's own.");
    return 2;
}
var replicaCounts = args is ["--replicas", var list, ..] ? Numbers(list.Split(',')) : [1, 2];
var sizes = Numbers(args is ["--replicas", _, .. var rest] ? rest : args) is { Count: > 0 } given ? given : [10_000];

var folder = Directory.CreateTempSubdirectory("bus-bench-").FullName;
try
{
    var (key, kept) = KeysFile.NewKey("bench", KeyRole.Operator);
    var keysFile = Path.Combine(folder, "keys");
    await File.WriteAllTextAsync(keysFile, KeysFile.LineOf(kept) + "\n");

    await BareBus.RunAsync(new(bus), 2_000);
    var bare = await BareBus.RunAsync(new(bus), sizes[0]);
    var message = 1e6 * bare.Processor / sizes[0];
    Console.WriteLine($"{Environment.ProcessorCount} processors. Microseconds of processor time");
    Console.WriteLine($"bare message: client {message:F0}, broker {1e6 * bare.Broker / sizes[0]:F0}, {sizes[0] / bare.Wall:F0} a second");

    foreach (var replicas in replicaCounts)
    {
        await using var services = await ServiceProcesses.StartAsync(folder, keysFile, replicas);
        // Code is compiled and pools are filled before anything counts.
        for (var seed = 1; seed <= 3; seed++) await CampaignAsync(services, 2_000, seed);
        foreach (var battles in replicas == replicaCounts[0] ? sizes : [sizes[^1]])
            Print(await CampaignAsync(services, battles, 4), replicas, battles, message);
    }
    return 0;

    async Task<Costs> CampaignAsync(ServiceProcesses services, int battles, int seed)
    {
        var (place, output) = (Path.Combine(folder, "campaign"), Path.Combine(folder, $"out-{Guid.NewGuid():N}"));
        var file = await RecordedCampaign.WriteAsync(place, battles, seed);
        var start = new ProcessStartInfo(
            "dotnet", [ServiceProcesses.Program("Arena", "arena"), "run", file, "--out", output, "--server", services.Flywheel.ToString()])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["ARENA_KEY"] = key;
        var (before, servers, children, clock) = (services.Processor(), Servers(), ProcessorSeconds.OfEndedChildren(), Stopwatch.StartNew());
        var (units, bytes) = await LedgerDatabase.SizeAsync(ledger);
        using var arena = Process.Start(start)!;
        var printed = await arena.StandardOutput.ReadToEndAsync();
        await arena.WaitForExitAsync();
        if (arena.ExitCode != 0) throw new InvalidOperationException($"The campaign failed.\n{printed}");
        var after = services.Processor();
        var (allUnits, allBytes) = await LedgerDatabase.SizeAsync(ledger);
        if (allUnits - units != (long)battles * RecordedCampaign.UnitsOfABattle)
            throw new InvalidOperationException($"{battles} battles made {allUnits - units} rows in the ledger: is it another's, too?");
        Directory.Delete(output, recursive: true);
        return new(
            clock.Elapsed.TotalSeconds, after.ToDictionary(service => service.Key, service => service.Value - before[service.Key]),
            ProcessorSeconds.OfEndedChildren() - children, Servers().Broker - servers.Broker, Servers().Database - servers.Database,
            (double)(allBytes - bytes) / (allUnits - units), services.PeakMemory());
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static void Print(Costs costs, int replicas, int battles, double message)
{
    double OfABattle(double seconds) => 1e6 * seconds / battles;
    var services = costs.Services.Values.Sum();
    Console.WriteLine();
    Console.WriteLine($"{battles:N0} battles ({battles * RecordedCampaign.UnitsOfABattle:N0} units), {replicas} of Generation and of Judging: "
        + $"{costs.Wall:F1} s, {battles / costs.Wall:F0} battles a second");
    foreach (var (service, seconds) in costs.Services)
        Console.WriteLine($"  {service,-11} {OfABattle(seconds),6:F0} us a battle   {costs.Memory[service],5:F0} MiB at most");
    Console.WriteLine($"  {"all",-11} {OfABattle(services),6:F0} us a battle: {OfABattle(services) / message:F1} bare messages");
    Console.WriteLine($"  beside them: arena run {costs.Arena:F1} s in all, broker {OfABattle(costs.Broker):F0} us, "
        + $"PostgreSQL {OfABattle(costs.Database):F0} us a battle");
    Console.WriteLine($"  ledger      {costs.LedgerBytes:F0} bytes a unit, "
        + $"{OfABattle(costs.Database) / RecordedCampaign.UnitsOfABattle:F0} us of PostgreSQL a unit");
}

static (double Broker, double Database) Servers() => (ProcessorSeconds.OfAll("beam.smp"), ProcessorSeconds.OfAll("postgres"));

static List<int> Numbers(IEnumerable<string> texts) => [.. texts.Select(text => int.Parse(text, CultureInfo.InvariantCulture))];

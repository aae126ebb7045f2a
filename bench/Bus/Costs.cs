namespace ArenaLearning.Bench.Bus;

/// <summary>What one campaign took.</summary>
/// <param name="Wall">Seconds from the command's start to its end.</param>
/// <param name="Services">Seconds of processor time, by service.</param>
/// <param name="Arena">Those of the command, with its start.</param>
/// <param name="Broker">Those of RabbitMQ; 0 where it runs on another machine.</param>
/// <param name="Database">Those of PostgreSQL; 0 where it runs on another machine.</param>
/// <param name="LedgerBytes">Bytes on disk a unit.</param>
/// <param name="Memory">MiB at most since the start of the processes, by service.</param>
internal sealed record Costs(
    double Wall, IReadOnlyDictionary<string, double> Services, double Arena, double Broker, double Database, double LedgerBytes,
    IReadOnlyDictionary<string, double> Memory);

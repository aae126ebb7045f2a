using System.Diagnostics;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Ledger.Sqlite;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Generation;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Bus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArenaLearning.Bench.Endpoints;

/// <summary>What was asked, and what it took here.</summary>
/// <param name="CpuSeconds">Processor time of this process from the first unit to the last, ledger and cache included.</param>
internal sealed record BenchRun(int Units, long Recorded, double WallSeconds, double CpuSeconds);

/// <summary>Answers units as a campaign does: rounds, chunks, bus, Generation, cache, ledger.</summary>
internal sealed class EndpointBench(string folder, string baseUrl, int concurrency)
{
    // A unit takes 50 ms: more than four in a chunk, for the bus, and few enough to spread.
    private const int UnitsOfChunk = 8;

    public async Task<BenchRun> RunAsync(int units)
    {
        var ledgers = new SqliteLedgerStore(TimeProvider.System);
        await using var ledger = await ledgers.OpenAsync(new("bench", new string('0', 64), 1), Path.Combine(folder, "out"), default);
        var work = new WorkInFlight(new(TimeProvider.System), TimeProvider.System, TimeSpan.FromMinutes(1), NullLogger.Instance);
        using var host = await StartAsync(ledgers, work);
        // Several times what the endpoint takes at once, so that it never waits for the bus.
        var window = 4 * concurrency;
        using var share = new UnitWindow().Join(window);
        var rounds = new RoundRunner(
            ledger, new(ledger, work, share, SpendBook.Unlimited(), 3, TimeSpan.FromSeconds(1), TimeProvider.System),
            new("bench", UnitsOfChunk, UnitsOfChunk, new FolderArtifactStore()),
            host.Services.GetRequiredService<IMessageBus>(), new("bench", 1, MaxTokens: 128, JudgeReference.Verifier, () => window / UnitsOfChunk, "cpu"));
        var prompts = await JsonLines.WriteAsync(Path.Combine(folder, "prompts.jsonl"), Enumerable.Range(1, units).Select(n => new PromptRow(
            $"p{n}", "bench", [ChatTurn.User($"Explain in a few sentences why the number {n} is even or odd, and how you know that.")], null)));
        var model = new EndpointModel(new("bench", baseUrl, null, concurrency), "bench-model");

        var (started, processor) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        await rounds.RunAsync(
            new("bench", "bench", new("bench", prompts, units), [new(new EndpointContestantReference("bench-model", model), 0, 0)], []), _ => { }, default);
        var (wall, cpu) = (started.Elapsed.TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds);
        var recorded = (await ledger.TotalsAsync(default)).Responses;
        await host.StopAsync();
        return new(units, recorded, wall, cpu);
    }

    private static async Task<IHost> StartAsync(ILedgerStore ledgers, WorkInFlight work)
    {
        var builder = ServiceHost.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection([new(BusSettings.Key, "")]);
        builder.Services.AddSingleton(ledgers).AddSingleton(work).AddGeneration();
        builder.Services.AddArenaBus(builder.Configuration, consumers =>
        {
            consumers.AddGeneration();
            consumers.Add<BenchResponsesConsumer>();
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}

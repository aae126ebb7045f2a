using System.Text.Json;
using System.Threading.Channels;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Driving;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.ModelArena;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.Flywheel.Training;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Services.Tests.CampaignFiles;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Services.Tests.Flywheel;

/// <summary>A whole campaign of two iterations on the bus of this process, with fake workers, in a folder of its own.</summary>
internal sealed class MiniCampaign : IDisposable
{
    /// <summary>The example, cut down.</summary>
    private static readonly string[] Small =
    [
        "prompts.iterations=2", "prompts.parts.sft=40", "prompts.parts.dpo=20", "prompts.parts.ppo=20", "prompts.validation=8",
        "prompts.diverse=4", "prompts.hard=4", "work.generation_chunk=5", "work.judging_chunk=7", "work.window=60",
        "work.retry_seconds=0.4", "work.max_attempts=3", "arena.bootstraps=20",
    ];

    private static readonly (string Name, int Skill)[] Competitors = [("subtractor", 40), ("multiplier", 50), ("storyteller", 60)];

    private readonly string folder = Directory.CreateTempSubdirectory("mini-campaign-").FullName;

    private readonly IArtifactStore artifacts;
    private readonly string text;

    /// <param name="place">The store as Flywheel and whoever starts the campaign see it, and where in it the campaign goes; null for the output folder.</param>
    private MiniCampaign(string text, (IArtifactStore Store, ArtifactScope Root)? place = null)
    {
        this.text = text;
        artifacts = place?.Store ?? new FolderArtifactStore();
        Scope = place?.Root.Under("mini") ?? ArtifactScope.OfFolder(Path.Combine(folder, "out"));
    }

    private string SpecPath => Path.Combine(folder, "campaign.yaml");

    public ArtifactScope Scope { get; }

    /// <summary>What started it first.</summary>
    public StartCampaign Start { get; private set; } = null!;

    public List<CampaignProgressed> Progress { get; } = [];

    public string Out(string name) => Path.Combine(folder, "out", name);

    public static Task<MiniCampaign> CreateAsync(params string[] assignments) => CreateAsync(null, assignments);

    public static async Task<MiniCampaign> CreateAsync((IArtifactStore Store, ArtifactScope Root)? place, params string[] assignments)
    {
        var file = await CampaignFile.ReadAsync(
            CampaignText.RepositoryPath("examples/arithmetic.yaml"), new(Assignments: [.. Small, .. assignments]));
        var campaign = new MiniCampaign(file.Text, place);
        foreach (var (name, skill) in Competitors)
            await FakeWorkers.WriteCheckpointAsync(campaign.Model(name), skill, name);
        Directory.CreateDirectory(campaign.Model("tokenizer"));
        await File.WriteAllTextAsync(Path.Combine(campaign.Model("tokenizer"), "tokenizer.json"), "{}");
        campaign.Start = await campaign.PrepareAsync();
        return campaign;
    }

    /// <summary>The same, with a competitor and a judge behind an endpoint.</summary>
    /// <param name="judge">Keys of the judge beside its name.</param>
    public static Task<MiniCampaign> CreateWithEndpointsAsync(string judge = LlmJudge, params string[] assignments) => CreateAsync(
    [
        "endpoints=[{ name: local, base_url: \"http://127.0.0.1:9/v1\", requests_per_minute: 600 }]",
        "competitors.2={ name: storyteller, kind: openai, endpoint: local, model: skill-60, temperature: 0.7, input_price: 1, output_price: 4 }",
        $"battles.judge={{ name: critic, {judge} }}",
        .. assignments,
    ]);

    private const string LlmJudge = "kind: llm, endpoint: local, model: skill-1, input_price: 1, output_price: 2, attempts: 1, max_tokens: 64";

    /// <summary>A model arena of three models behind one endpoint on 60 questions.</summary>
    /// <param name="more">Lines that come after the others.</param>
    public static async Task<MiniCampaign> CreateArenaAsync(string more = "")
    {
        var campaign = new MiniCampaign($$"""
            name: mini-arena
            seed: 3
            endpoints:
              - { name: local, base_url: "http://127.0.0.1:9/v1" }
            contestants:
              - { name: strong, kind: openai, endpoint: local, model: skill-90, input_price: 2, output_price: 8 }
              - { name: middling, kind: openai, endpoint: local, model: skill-60, input_price: 1, output_price: 4 }
              - { name: weak, kind: openai, endpoint: local, model: skill-20 }
            prompts: { file: questions.jsonl }
            judge: { name: critic, kind: llm, endpoint: local, model: skill-1, input_price: 1, output_price: 2 }
            arena: { anchor: weak, anchor_elo: 1000 }
            mining: { target: weak, sft_gap: 3, dpo_gap: 2 }
            work: { retry_seconds: 0.4 }
            {{more}}
            """);
        await JsonLines.WriteAsync(Path.Combine(campaign.folder, "questions.jsonl"), Enumerable.Range(1, 60).Select(n =>
            new PromptRow($"q{n:00}", "addition", [ChatTurn.User($"arena: {n} + {n}?")], $"{n + n}")));
        campaign.Start = await campaign.PrepareAsync();
        return campaign;
    }

    public string Model(string name) => Path.Combine(folder, "arithmetic", name);

    /// <summary>The command as `arena run` would send it now.</summary>
    /// <param name="changed">The campaign file's text; null for what it was.</param>
    public async Task<StartCampaign> PrepareAsync(string? changed = null) => (await CampaignStart.PrepareAsync(
        CampaignFile.Parse(changed ?? text, SpecPath), "mini", Scope, artifacts, CancellationToken.None)) with
    { Spec = changed ?? text };

    /// <summary>Its file's paths, as `arena plan` sees them.</summary>
    public LocalPaths Paths => new(Start.SpecPath, artifacts, Scope);

    /// <summary>Runs until the campaign ends, or until the workers were given so many commands: then the process stops.</summary>
    /// <returns>Null where it was stopped.</returns>
    public async Task<CampaignEnded?> RunAsync(FakeWorkers workers, int stopAfter = int.MaxValue, StartCampaign? start = null)
    {
        var events = Channel.CreateUnbounded<object>();
        start ??= await PrepareAsync();
        using var host = Host(workers, events.Writer);
        await host.StartAsync();
        await host.Services.GetRequiredService<IMessageBus>().SendAsync(start);
        CampaignEnded? ended = null;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (ended is null && workers.Commands < stopAfter)
            if (events.Reader.TryRead(out var message))
            {
                ended = message as CampaignEnded;
                if (message is CampaignProgressed progress) Progress.Add(progress);
            }
            else
                await Task.Delay(2, patience.Token);
        await host.StopAsync();
        return ended;
    }

    /// <summary>Runs campaigns in one process until all have ended.</summary>
    /// <returns>Campaigns that the process still holds on to after that.</returns>
    public async Task<int> RunTogetherAsync(FakeWorkers workers, IReadOnlyList<StartCampaign> starts)
    {
        var events = Channel.CreateUnbounded<object>();
        using var host = Host(workers, events.Writer);
        await host.StartAsync();
        var bus = host.Services.GetRequiredService<IMessageBus>();
        foreach (var start in starts) await bus.SendAsync(start);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var running = starts.Select(start => start.Campaign).ToHashSet();
        while (running.Count > 0)
            if (await events.Reader.ReadAsync(patience.Token) is CampaignEnded ended)
            {
                Xunit.Assert.Null(ended.Failure);
                running.Remove(ended.Campaign);
            }
        var registry = host.Services.GetRequiredService<CampaignRegistry>();
        await host.StopAsync();
        return registry.Count;
    }

    public CampaignResult Result() => Read<CampaignResult>(CampaignResult.FileName);

    /// <summary>Without the copies: what is asked again while a busy machine is silent depends on its clock.</summary>
    public UnitCounts Units() => Result().Units with { DuplicatesDropped = 0 };

    public ModelArenaDetails ArenaDetails() => Read<ModelArenaDetails>(ResultFiles.Details);

    public TrainingCampaignDetails Details() => Read<TrainingCampaignDetails>(ResultFiles.Details);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private T Read<T>(string name) => JsonSerializer.Deserialize<T>(File.ReadAllText(Out(name)), JsonLines.Options)!;

    private IHost Host(FakeWorkers workers, ChannelWriter<object> events)
    {
        var builder = ServiceHost.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection([new(BusSettings.Key, "")]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(artifacts).AddSingleton(new LedgerFolders(Path.Combine(folder, "ledgers")));
        builder.Services.AddSingleton(workers).AddSingleton(events).AddFlywheel();
        builder.Services.AddArenaBus(builder.Configuration, consumers =>
        {
            consumers.AddFlywheel();
            consumers.Add<FakeWorkersConsumer>();
            consumers.AddWatcher<CampaignWatcherConsumer>();
        });
        return builder.Build();
    }
}

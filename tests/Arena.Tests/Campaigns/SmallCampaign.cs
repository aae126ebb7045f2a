using System.Text.Json;
using ArenaLearning.Arena.Commands;
using ArenaLearning.Arena.Tests.Commands;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Flywheel.Results;
using Xunit;

namespace ArenaLearning.Arena.Tests.Campaigns;

/// <summary>What a command of <c>arena</c> came to.</summary>
public sealed record CommandOutcome(int Code, string Output, string Error);

/// <summary>A real campaign of one iteration and few steps, run once, in this process, for all tests that look at it.</summary>
public sealed class SmallCampaign : IAsyncLifetime
{
    private static readonly string[] Small =
    [
        "prompts.initial=64", "prompts.parts={ sft: 32, dpo: 16, ppo: 16 }", "prompts.validation=8", "prompts.diverse=8", "prompts.hard=8",
        "battles.max_tokens=24", "arena.bootstraps=20", "training.initial.steps=3", "training.sft.steps=3", "training.dpo.steps=2",
        "training.reward_model.steps=2", "training.ppo.steps=2", "training.ppo.batch_size=16", "training.ppo.ppo.max_tokens=24",
    ];

    private readonly TemporaryFolder temporary = new();

    public string Folder => FolderOf("first");

    /// <summary>How the run into <see cref="Folder"/> ended.</summary>
    public CommandOutcome Outcome { get; private set; } = new(-1, "", "");

    public async ValueTask InitializeAsync() => Outcome = await RunAsync(Folder);

    public ValueTask DisposeAsync()
    {
        temporary.Dispose();
        return ValueTask.CompletedTask;
    }

    public string FolderOf(string name) => Path.Combine(temporary.Path, name);

    public string Checkpoint(string name) => Path.Combine(Folder, "checkpoints", name);

    /// <summary>Runs the campaign, or goes on with it.</summary>
    /// <param name="stopAt">Ctrl+C as soon as a line of the output begins so.</param>
    /// <param name="more">Values to set beside those that make it small.</param>
    public static async Task<CommandOutcome> RunAsync(string folder, string? stopAt = null, params string[] more)
    {
        using var stop = new CancellationTokenSource();
        using var output = new WatchedWriter(line =>
        {
            if (stopAt is not null && line.StartsWith(stopAt, StringComparison.Ordinal)) stop.Cancel();
        });
        string[] args = ["run", "--out", folder, .. Arguments(more)];
        return await InvokeAsync(args, output, stop.Token);
    }

    /// <summary>The campaign file and what is laid over it.</summary>
    public static string[] Arguments(params string[] more) =>
        [ShippedExample.Path, "--profile", "quick", .. Small.Concat(more).SelectMany(value => new[] { "--set", value })];

    public static async Task<CommandOutcome> InvokeAsync(params string[] args)
    {
        using var output = new StringWriter();
        return await InvokeAsync(args, output, TestContext.Current.CancellationToken);
    }

    /// <param name="watch">Is told every line of the output as it comes.</param>
    public static async Task<CommandOutcome> InvokeAsync(string[] args, Action<string> watch)
    {
        using var output = new WatchedWriter(watch);
        return await InvokeAsync(args, output, TestContext.Current.CancellationToken);
    }

    public static async Task<CampaignResult> ResultAsync(string folder) => JsonSerializer.Deserialize<CampaignResult>(
        await File.ReadAllTextAsync(Path.Combine(folder, CampaignResult.FileName)), JsonLines.Options)!;

    private static async Task<CommandOutcome> InvokeAsync(IReadOnlyList<string> args, StringWriter output, CancellationToken cancellationToken)
    {
        using var error = new StringWriter();
        var code = await ArenaCommandLine.InvokeAsync(args, output, error, cancellationToken);
        return new(code, output.ToString(), error.ToString());
    }

    private sealed class WatchedWriter(Action<string> watch) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            watch(value ?? "");
        }
    }
}

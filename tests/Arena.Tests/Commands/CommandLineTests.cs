using System.Runtime.CompilerServices;
using ArenaLearning.Arena.Commands;
using ArenaLearning.LanguageModels.Native;
using Xunit;

namespace ArenaLearning.Arena.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static async Task<(int Code, string Output, string Error)> ArenaAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await ArenaCommandLine.InvokeAsync(args, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }

    [Theory]
    [InlineData("run", "arena run examples/arithmetic.yaml")]
    [InlineData("validate", "arena validate examples/arithmetic.yaml")]
    [InlineData("report", "arena report runs/")]
    [InlineData("summary", "arena summary runs/")]
    [InlineData("chat", "arena chat ")]
    [InlineData("eval", "arena eval ")]
    [InlineData("train", "arena train ")]
    [InlineData("grade", "arena grade ")]
    [InlineData("plan", "arena plan ")]
    [InlineData("rejudge", "arena rejudge ")]
    [InlineData("rank", "arena rank ")]
    [InlineData("serve-model", "arena serve-model ")]
    [InlineData("cache", "arena cache\n  arena cache clear --model ")]
    public async Task Help_of_each_command_shows_an_example(string command, string example)
    {
        var (code, output, error) = await ArenaAsync(command, "--help");

        Assert.Equal((0, ""), (code, error));
        Assert.Contains($"Example:\n  {example}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_refused_by_host_and_port_without_its_password()
    {
        var output = Path.Combine(folder.Path, "out");

        var (code, said, error) = await ArenaAsync("run", ShippedExample.Path, "--out", output, "--bus", "amqp://guest:s3cret@127.0.0.1:9/vhost");

        Assert.Equal(2, code);
        Assert.StartsWith("Trying to reach RabbitMQ at 127.0.0.1:9", said, StringComparison.Ordinal);
        Assert.StartsWith("error: --bus: RabbitMQ at 127.0.0.1:9 is not reached", error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", said + error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(output));
    }

    [Fact]
    public async Task Help_lists_the_commands()
    {
        var (code, output, _) = await ArenaAsync("--help");

        Assert.Equal(0, code);
        Assert.All(["run", "validate", "plan", "rejudge", "report", "summary", "chat", "eval", "train", "grade", "rank", "serve-model", "testset", "cache"],
            command => Assert.Contains($"\n  {command} ", output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("error: Required command was not provided.")]
    [InlineData("error: Unrecognized command or argument 'fly'.", "fly")]
    [InlineData("error: Unrecognized command or argument '--fast'.", "run", "--fast")]
    [InlineData("error: Cannot parse argument 'x' for option '--seed'", "run", "--seed", "x")]
    [InlineData("error: --count must be from 1 to 100000", "eval", "checkpoint", "--count", "0")]
    [InlineData("error: --count must be from 1 to 100000", "eval", "checkpoint", "--count", "100001")]
    [InlineData("error: --prompt must not be empty", "chat", "checkpoint", "--prompt", " ")]
    [InlineData("error: --temperature must be 0 or more", "chat", "checkpoint", "--temperature", "-1")]
    [InlineData("error: Argument 'tpu' not recognized.", "eval", "checkpoint", "--device", "tpu")]
    [InlineData("error: Option '--out' is required.", "train", "recipe.yaml")]
    [InlineData("error: Cannot parse argument 'abc' for option '--bootstrap'", "rank", "battles.csv", "--bootstrap", "abc")]
    [InlineData("error: Cannot parse argument '99999999999' for option '--count'", "eval", "model", "--count", "99999999999")]
    [InlineData("error: Cannot parse argument 'abc' for option '--temperature'", "chat", "model", "--temperature", "abc")]
    [InlineData("error: Cannot parse argument 'abc' for option '--port'", "serve-model", "model", "--port", "abc")]
    [InlineData("error: --out must be the name of a folder", "run", "campaign.yaml", "--out", "")]
    [InlineData("error: --out must be the name of a folder", "train", "recipe.yaml", "--out", " ")]
    [InlineData("error: Required argument 'DIR' missing for command: 'report'.", "report")]
    [InlineData("error: Required argument 'DIR' missing for command: 'summary'.", "summary")]
    [InlineData("error: Required argument 'CHECKPOINT' missing for command: 'chat'.", "chat")]
    [InlineData("error: Required argument 'CHECKPOINT' missing for command: 'serve-model'.", "serve-model")]
    [InlineData("error: --port must be from 0 to 65535", "serve-model", "checkpoint", "--port", "65536")]
    [InlineData("error: --slots must be from 1 to 256", "serve-model", "checkpoint", "--slots", "0")]
    public async Task Wrong_usage_exits_with_2_and_names_what_is_wrong(string message, params string[] args)
    {
        var (code, output, error) = await ArenaAsync(args);

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith(message, error, StringComparison.Ordinal);
        Assert.Contains("--help`", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("validate")]
    public async Task A_broken_campaign_file_exits_with_2_and_every_problem_on_a_line(string command)
    {
        var file = Path.Combine(folder.Path, "broken.yaml");
        var text = await File.ReadAllTextAsync(ShippedExample.Path, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, text + "\nextra: 1\n", TestContext.Current.CancellationToken);
        var line = text.Count(c => c == '\n') + 2;

        var (code, output, error) = await ArenaAsync(command, file, "--set", "gate.minimum_gain=5");

        Assert.Equal((2, ""), (code, output));
        Assert.Equal(
            ["error: --set gate.minimum_gain=5: gate.minimum_gain: must be a number from -1 to 1, is 5", $"error: {file}:{line}: extra: unknown key"],
            error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(" (allowed")[0]));
    }

    [Fact]
    public async Task A_broker_that_is_no_address_exits_with_2()
    {
        var (code, _, error) = await ArenaAsync("run", ShippedExample.Path, "--out", Path.Combine(folder.Path, "out"), "--bus", "localhost");

        Assert.Equal(2, code);
        Assert.StartsWith("error: --bus: must be the address of a RabbitMQ broker", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "out")));
    }

    [Fact]
    public async Task A_campaign_on_a_GPU_that_is_not_there_exits_with_2()
    {
        TorchRuntime.Start();
        Assert.SkipWhen(HasGpu(), "there is a GPU here: the campaign would run on it");
        var (code, _, error) = await ArenaAsync("run", ShippedExample.Path, "--out", Path.Combine(folder.Path, "out"), "--set", "device=cuda");

        Assert.Equal(2, code);
        Assert.StartsWith("error: --set device=cuda: device: device is cuda, but torch finds no GPU.", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "out")));

        // Apart, so that no TorchSharp type is touched before its natives are there.
        [MethodImpl(MethodImplOptions.NoInlining)]
        static bool HasGpu() => TorchSharp.torch.cuda.is_available();
    }

    [Fact]
    public async Task A_report_of_a_folder_without_results_exits_with_2()
    {
        var (code, _, error) = await ArenaAsync("report", folder.Path);

        Assert.Equal(2, code);
        Assert.StartsWith($"error: {Path.Combine(folder.Path, "result.json")} is missing", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_of_a_folder_that_is_not_there_exits_with_2()
    {
        var nowhere = Path.Combine(folder.Path, "nowhere");
        var (code, _, error) = await ArenaAsync("report", nowhere);

        Assert.Equal(2, code);
        Assert.StartsWith($"error: {nowhere}: there is no such folder", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("eval")]
    [InlineData("serve-model")]
    public async Task A_checkpoint_that_is_not_there_exits_with_2(string command)
    {
        var (code, _, error) = await ArenaAsync(command, Path.Combine(folder.Path, "nowhere"));

        Assert.Equal(2, code);
        Assert.StartsWith("error: ", error, StringComparison.Ordinal);
        Assert.Contains("nowhere", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recipe_that_is_not_there_exits_with_2()
    {
        var (code, _, error) = await ArenaAsync("train", Path.Combine(folder.Path, "no.yaml"), "--out", Path.Combine(folder.Path, "out"));

        Assert.Equal(2, code);
        Assert.Contains("no.yaml", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_file_is_found_above_the_current_folder_or_beside_the_program()
    {
        var deep = Directory.CreateDirectory(Path.Combine(folder.Path, "a", "b")).FullName;

        Assert.Equal(Path.Combine("/program", CampaignOptions.DefaultFile), CampaignOptions.FindDefaultFile(deep, "/program"));

        Directory.CreateDirectory(Path.Combine(folder.Path, "examples"));
        File.WriteAllText(Path.Combine(folder.Path, CampaignOptions.DefaultFile), "");
        Assert.Equal(Path.Combine("..", "..", CampaignOptions.DefaultFile), CampaignOptions.FindDefaultFile(deep, "/program"));
    }

    [Fact]
    public void The_default_output_folder_is_named_after_campaign_and_time() =>
        Assert.Equal(Path.Combine("runs", "arithmetic-20300131-090507"),
            RunCommand.DefaultFolder("arithmetic", new DateTime(2030, 1, 31, 9, 5, 7)));
}

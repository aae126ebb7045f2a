using System.CommandLine;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Inference;
using ArenaLearning.Inference.Models;
using ArenaLearning.Inference.Settings;
using ArenaLearning.LanguageModels.Checkpoints;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena serve-model</c>: checkpoints behind the HTTP interface that OpenAI's clients speak.</summary>
internal static class ServeModelCommand
{
    public const string Example = """
        arena serve-model examples/arithmetic/multiplier --port 8000
        arena serve-model runs/quick/checkpoints/SFT-I1 runs/quick/checkpoints/PPO-I1
        """;

    public static Command Create()
    {
        var checkpoints = ArenaCommandLine.PathArgument<string[]>("CHECKPOINT", "Folders of checkpoints");
        checkpoints.Arity = ArgumentArity.OneOrMore;
        var host = new Option<string>("--host")
        {
            HelpName = "ADDRESS",
            Description = "IP address to listen at; 0.0.0.0 is every one of this machine",
            DefaultValueFactory = _ => InferenceSettings.DefaultHost,
        };
        var port = Number("--port", "Port to listen at; 0 takes any free one", InferenceSettings.DefaultPort, 0, 65535);
        var name = new Option<string[]>("--name")
        {
            HelpName = "NAME",
            Description = "What requests call a checkpoint, once for each in their order; without it the folder's own name",
            DefaultValueFactory = _ => [],
        };
        var slots = Number("--slots", "Answers of a checkpoint that are decoded together", InferenceSettings.DefaultSlots, 1, InferenceSettings.MostSlots);
        var queue = Number(
            "--queue", "Answers that may wait; more are refused with status 429", InferenceSettings.DefaultQueueLimit, 1, InferenceSettings.MostQueued);
        var device = CheckpointOptions.Device();
        var command = new Command("serve-model", "Serve checkpoints over HTTP as OpenAI's chat completions. "
            + $"{InferenceSettings.KeyVariable} sets a key that requests must bring.")
        {
            checkpoints, host, port, name, device, slots, queue,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (folders, names) = (parsed.GetRequiredValue(checkpoints), parsed.GetRequiredValue(name));
            if (names.Length > 0 && names.Length != folders.Length)
                throw new CommandRefusedException($"--name is given {names.Length} times for {folders.Length} checkpoints: name all of them or none.");
            var settings = new InferenceSettings(
                [.. folders.Select((folder, i) => ModelSource.Of(folder, names.ElementAtOrDefault(i)))],
                parsed.GetRequiredValue(host), parsed.GetRequiredValue(port), parsed.GetRequiredValue(device), parsed.GetRequiredValue(slots),
                parsed.GetRequiredValue(queue), Key());
            await using var server = await StartAsync(settings, cancellationToken);
            await AnnounceAsync(server, settings.Key is not null, parsed.InvocationConfiguration.Output);
            await server.RunAsync(cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Option<int> Number(string name, string description, int otherwise, int least, int most)
    {
        var option = new Option<int>(name) { HelpName = "N", Description = description, DefaultValueFactory = _ => otherwise };
        option.MustBe($"from {least} to {most}", value => value >= least && value <= most);
        return option;
    }

    private static string? Key()
    {
        try
        {
            return InferenceSettings.KeyOf(Environment.GetEnvironmentVariable);
        }
        catch (ArgumentException e)
        {
            throw new CommandRefusedException(e.Message);
        }
    }

    private static async Task<InferenceServer> StartAsync(InferenceSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            return await InferenceServer.StartAsync(settings, cancellationToken: cancellationToken);
        }
        catch (Exception e) when (e is ArgumentException or CheckpointException)
        {
            throw new CommandRefusedException(e.Message);
        }
    }

    private static async Task AnnounceAsync(InferenceServer server, bool withKey, TextWriter output)
    {
        foreach (var model in server.Models.All)
            await output.WriteLineAsync($"{model.Name}: {model.ParameterCount:N0} parameters, {model.Positions} positions, {model.Slots} answers at a time");
        var authorization = withKey ? $"-H \"Authorization: Bearer ${InferenceSettings.KeyVariable}\" " : "";
        const string question = "Zoe has 6 boxes with 47 apples each. How many in all?";
        var request = $$"""{"model": "{{server.Models.All[0].Name}}", "messages": [{"role": "user", "content": "{{question}}"}], "temperature": 0}""";
        await output.WriteLineAsync(
            $"""
            Listening at {server.Address}v1; Ctrl+C stops it. Try:
              curl {server.Address}v1/chat/completions {authorization}-d '{request}'
            """);
        await output.FlushAsync();
    }
}

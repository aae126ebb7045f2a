using ArenaLearning.Hosting;
using ArenaLearning.Inference;
using ArenaLearning.Inference.Settings;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Native;
using Microsoft.Extensions.Configuration;

TorchRuntime.TuneMemory();
try
{
    var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
    if (ServiceSettings.Broken(configuration, [.. InferenceService.Settings, .. ServiceLogging.Readers]) is { Count: > 0 } problems)
        throw new ArgumentException(string.Join("\nerror: ", problems));
    await using var server = await InferenceServer.StartAsync(InferenceSettings.Read(configuration), configuration);
    await Console.Error.WriteLineAsync($"Serving {string.Join(", ", server.Models.All.Select(model => model.Name))} at {server.Address}v1");
    await server.RunAsync();
    return 0;
}
catch (Exception e) when (e is ArgumentException or CheckpointException or NativeTorchException)
{
    await Console.Error.WriteLineAsync($"error: {e.Message}");
    return 2;
}

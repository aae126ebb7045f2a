using ArenaLearning.Arena.Commands;
using ArenaLearning.LanguageModels.Native;

TorchRuntime.TuneMemory();
return await ArenaCommandLine.InvokeAsync(args, Console.Out, Console.Error);

using ArenaLearning.Generation;
using ArenaLearning.Hosting;
using ArenaLearning.LanguageModels.Native;

TorchRuntime.TuneMemory();
return await ServiceHost.RunAsync(args, GenerationService.Definition);

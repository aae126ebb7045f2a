using ArenaLearning.Hosting;
using ArenaLearning.LanguageModels.Native;
using ArenaLearning.Training;

TorchRuntime.TuneMemory();
return await ServiceHost.RunAsync(args, TrainingService.Definition);

using ArenaLearning.DataMining;
using ArenaLearning.Hosting;

return await ServiceHost.RunAsync(args, DataMiningService.Definition);

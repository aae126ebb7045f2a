using ArenaLearning.Hosting;
using ArenaLearning.Judging;

return await ServiceHost.RunAsync(args, JudgingService.Definition);

using ArenaLearning.Hosting;
using ArenaLearning.Ranking;

return await ServiceHost.RunAsync(args, RankingService.Definition);

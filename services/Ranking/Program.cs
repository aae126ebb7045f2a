using ArenaLearning.Hosting;
using ArenaLearning.Ranking;

return await ServiceHost.RunAsync(args, services => services.AddRanking(), consumers => consumers.AddRanking());

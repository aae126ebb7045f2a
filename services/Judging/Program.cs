using ArenaLearning.Hosting;
using ArenaLearning.Judging;

return await ServiceHost.RunAsync(args, services => services.AddJudging(), consumers => consumers.AddJudging());

using ArenaLearning.Generation;
using ArenaLearning.Hosting;

return await ServiceHost.RunAsync(args, services => services.AddGeneration(), consumers => consumers.AddGeneration());

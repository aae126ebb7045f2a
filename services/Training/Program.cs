using ArenaLearning.Hosting;
using ArenaLearning.Training;

return await ServiceHost.RunAsync(args, services => services.AddTraining(), consumers => consumers.AddTraining());

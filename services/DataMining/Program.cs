using ArenaLearning.DataMining;
using ArenaLearning.Hosting;

return await ServiceHost.RunAsync(args, services => services.AddDataMining(), consumers => consumers.AddDataMining());

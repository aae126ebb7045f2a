using ArenaLearning.Flywheel;
using ArenaLearning.Hosting;

return await ServiceHost.RunAsync(args, services => services.AddFlywheel(), bus => bus.AddFlywheel());

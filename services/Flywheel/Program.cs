using ArenaLearning.Flywheel;
using ArenaLearning.Hosting;

return await ServiceHost.RunAsync(args, FlywheelService.Definition);

using ArenaLearning.DataMining;
using ArenaLearning.Flywheel;
using ArenaLearning.Generation;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Judging;
using ArenaLearning.Ranking;
using ArenaLearning.Training;

namespace ArenaLearning.Arena.Running;

/// <summary>What all services take from the bus.</summary>
internal static class ServiceConsumers
{
    /// <summary>Names of the queues that outlive the services which take from them, in their order.</summary>
    public static IReadOnlyList<string> Queues { get; } = BusConsumers.QueuesOf(consumers => consumers.AddServices());

    public static void AddServices(this BusConsumers consumers)
    {
        consumers.AddFlywheel();
        consumers.AddGeneration();
        consumers.AddJudging();
        consumers.AddRanking();
        consumers.AddDataMining();
        consumers.AddTraining();
    }
}

using ArenaLearning.DataMining;
using ArenaLearning.Flywheel;
using ArenaLearning.Generation;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Judging;
using ArenaLearning.Ranking;
using ArenaLearning.Training;

namespace ArenaLearning.Arena.DeadLetters;

/// <summary>The queues that outlive the services which take from them.</summary>
internal static class ServiceQueues
{
    /// <summary>In the order of their names.</summary>
    public static IReadOnlyList<string> All { get; } = BusConsumers.QueuesOf(consumers =>
    {
        consumers.AddFlywheel();
        consumers.AddGeneration();
        consumers.AddJudging();
        consumers.AddRanking();
        consumers.AddDataMining();
        consumers.AddTraining();
    });
}

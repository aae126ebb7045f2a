using ArenaLearning.Hosting.Bus;
using ArenaLearning.Judging.Battles;
using ArenaLearning.Judging.Judges;
using ArenaLearning.Judging.Recorded;
using ArenaLearning.Judging.RewardModels;
using ArenaLearning.Judging.Verification;
using Microsoft.Extensions.DependencyInjection;

namespace ArenaLearning.Judging;

/// <summary>The service that judges battles. It keeps no state: any number of replicas share its queue.</summary>
public static class JudgingService
{
    // Transient: what a judge remembers of a chunk goes with the chunk.
    public static IServiceCollection AddJudging(this IServiceCollection services) => services
        .AddTransient<IJudge, Verifier>()
        .AddSingleton<RecordedVerdictFiles>()
        .AddSingleton<LoadedRewardModels>()
        .AddTransient<BattleJudging>();

    public static void AddJudging(this BusConsumers consumers) => consumers.Add<JudgeBattlesConsumer>();
}

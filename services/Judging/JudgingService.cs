using ArenaLearning.Artifacts.Settings;
using ArenaLearning.Endpoints;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Judging.Battles;
using ArenaLearning.Judging.Judges;
using ArenaLearning.Judging.LlmJudges;
using ArenaLearning.Judging.Recorded;
using ArenaLearning.Judging.RewardModels;
using ArenaLearning.Judging.Verification;
using ArenaLearning.LanguageModels.Native;
using Microsoft.Extensions.DependencyInjection;

namespace ArenaLearning.Judging;

/// <summary>The service that judges battles. It keeps no state: any number of replicas share its queue.</summary>
public static class JudgingService
{
    /// <summary>The service, for a process of its own.</summary>
    public static ServiceDefinition Definition { get; } = new(
        "Judging",
        [.. EndpointServices.Settings, .. ArtifactServices.Settings, NativeTorch.Setting],
        services => services.AddJudging(), consumers => consumers.AddJudging());

    public static IServiceCollection AddJudging(this IServiceCollection services) => services
        .AddEndpoints()
        .AddArtifacts()
        .AddSingleton<IJudgeModel, EndpointJudgeModel>()
        .AddSingleton<JudgePrompts>()
        .AddSingleton<RecordedVerdictFiles>()
        .AddSingleton<LoadedRewardModels>()
        .AddSingleton<IJudgeMaker, VerifierMaker>()
        .AddSingleton<IJudgeMaker, LlmJudgeMaker>()
        .AddSingleton<IJudgeMaker, RewardModelJudgeMaker>()
        .AddSingleton<IJudgeMaker, RecordedJudgeMaker>()
        .AddSingleton<IJudgeMaker, JuryMaker>()
        .AddSingleton<JudgeFactory>()
        .AddSingleton<BattleJudging>();

    public static void AddJudging(this BusConsumers consumers) => consumers.Add<JudgeBattlesConsumer, JudgeBattlesConsumerDefinition>();
}

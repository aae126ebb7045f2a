using ArenaLearning.Flywheel.Driving;
using ArenaLearning.Hosting.Bus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ArenaLearning.Flywheel;

/// <summary>The campaign controller as a service.</summary>
public static class FlywheelService
{
    public static IServiceCollection AddFlywheel(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<CampaignRegistry>();
        return services.AddHostedService(provider => provider.GetRequiredService<CampaignRegistry>());
    }

    public static void AddFlywheel(this BusConsumers consumers)
    {
        consumers.Add<StartCampaignConsumer>();
        consumers.Add<ResponsesGeneratedConsumer>();
        consumers.Add<BattlesJudgedConsumer>();
        consumers.Add<StepRepliesConsumer>();
        consumers.Add<TrainingEventsConsumer>();
        consumers.Add<CommandFaultsConsumer>();
    }
}

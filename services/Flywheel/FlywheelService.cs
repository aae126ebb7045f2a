using ArenaLearning.Flywheel.Campaigns;
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

    public static void AddFlywheelConsumers(this BusConsumers bus)
    {
        bus.Add<StartCampaignConsumer>();
        bus.Add<ResponsesGeneratedConsumer>();
        bus.Add<BattlesJudgedConsumer>();
        bus.Add<StepRepliesConsumer>();
        bus.Add<TrainingEventsConsumer>();
        bus.Add<CommandFaultsConsumer>();
    }
}

using ArenaLearning.DataMining;
using ArenaLearning.Flywheel;
using ArenaLearning.Generation;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Judging;
using ArenaLearning.Ranking;
using ArenaLearning.Training;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ArenaLearning.Arena.Running;

/// <summary>The host of <c>arena run</c>: the client, and every service too where there is no broker to find them on.</summary>
internal static class CampaignHost
{
    private const string LogLevelKey = "Logging:LogLevel:Default";

    /// <param name="broker">Null for the bus inside this process.</param>
    public static IHost Build(Uri? broker)
    {
        var builder = ServiceHost.CreateBuilder([]);
        // Said even where it is empty: a broker in the environment is for services on their own, here --bus decides.
        builder.Configuration.AddInMemoryCollection([new(BusSettings.Key, broker?.OriginalString ?? "")]);
        // What services warn of reaches the person with the campaign's progress; log lines would tear the live view.
        if (builder.Configuration[LogLevelKey] is null) builder.Configuration.AddInMemoryCollection([new(LogLevelKey, "Error")]);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<CampaignEvents>().AddSingleton<CampaignClient>();
        if (broker is null)
            builder.Services.AddFlywheel().AddGeneration().AddJudging().AddRanking().AddDataMining().AddTraining();
        builder.Services.AddArenaBus(builder.Configuration, consumers =>
        {
            consumers.AddWatcher<CampaignProgressedConsumer>();
            consumers.AddWatcher<CampaignEndedConsumer>();
            if (broker is not null) return;
            consumers.AddFlywheel();
            consumers.AddGeneration();
            consumers.AddJudging();
            consumers.AddRanking();
            consumers.AddDataMining();
            consumers.AddTraining();
        });
        return builder.Build();
    }
}

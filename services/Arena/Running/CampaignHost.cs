using ArenaLearning.Arena.Progress;
using ArenaLearning.Artifacts.Settings;
using ArenaLearning.DataMining;
using ArenaLearning.Flywheel;
using ArenaLearning.Generation;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Judging;
using ArenaLearning.Postgres;
using ArenaLearning.Ranking;
using ArenaLearning.Settings;
using ArenaLearning.Training;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Arena.Running;

/// <summary>The host of <c>arena run</c>: the client, and every service too where there is no broker to find them on.</summary>
internal static class CampaignHost
{
    private const string LogLevelKey = "Logging:LogLevel:Default";
    private const string EndpointLogs = "ArenaLearning.Endpoints";

    /// <param name="broker">Null for the bus inside this process.</param>
    /// <param name="places">Where the artifacts of campaigns lie.</param>
    /// <param name="view">Is told what endpoints and Redis make the campaign wait for.</param>
    public static IHost Build(Uri? broker, ArtifactSettings places, IProgressView view)
    {
        var builder = ServiceHost.CreateBuilder([]);
        // Said even where it is empty: a broker in the environment is for services on their own, here --bus decides.
        builder.Configuration.AddInMemoryCollection([new(BusSettings.Key, broker?.OriginalString ?? "")]);
        // A database of ledgers is for services too: a process that runs everything keeps its ledger in the output folder.
        builder.Configuration.AddInMemoryCollection([new(KnownSettings.Ledger.Key, "")]);
        // What services warn of reaches the person with the campaign's progress; log lines would tear the live view.
        if (builder.Configuration[LogLevelKey] is null) builder.Configuration.AddInMemoryCollection([new(LogLevelKey, "Error")]);
        builder.Logging.AddProvider(new ProgressNotes(view))
            .AddFilter<ProgressNotes>(level => level > LogLevel.Critical).AddFilter<ProgressNotes>(EndpointLogs, LogLevel.Warning);
        builder.Services.AddSingleton(places).AddArtifacts().AddSingleton(TimeProvider.System).AddSingleton<CampaignEvents>().AddSingleton<CampaignClient>();
        if (broker is null)
            builder.Services.AddFlywheel().AddGeneration().AddJudging().AddRanking().AddDataMining().AddTraining();
        builder.Services.AddArenaBus(builder.Configuration, consumers =>
        {
            consumers.AddWatcher<CampaignProgressedConsumer>();
            consumers.AddWatcher<CampaignEndedConsumer>();
            if (broker is null) consumers.AddServices();
        });
        return builder.Build();
    }
}

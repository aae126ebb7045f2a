using System.Globalization;
using System.Text;
using ArenaLearning.DataMining;
using ArenaLearning.Endpoints;
using ArenaLearning.Flywheel;
using ArenaLearning.Generation;
using ArenaLearning.Hosting;
using ArenaLearning.Inference;
using ArenaLearning.Judging;
using ArenaLearning.LanguageModels.Native;
using ArenaLearning.Ranking;
using ArenaLearning.Settings;
using ArenaLearning.Training;

namespace ArenaLearning.Arena.Documentation;

/// <summary><c>docs/settings.md</c>, written from what the programs say that they read.</summary>
internal static class SettingsPage
{
    private static readonly ServiceDefinition[] Services =
    [
        FlywheelService.Definition, GenerationService.Definition, JudgingService.Definition, RankingService.Definition, DataMiningService.Definition,
        TrainingService.Definition,
    ];

    /// <summary>Every program and the settings that it reads.</summary>
    public static IReadOnlyList<(string Program, IReadOnlyList<Setting> Settings)> Programs { get; } =
    [
        .. Services.Select(service => (service.Name, Settings(ServiceSettings.Common.Concat(service.Settings)))),
        (nameof(Inference), Settings([.. InferenceService.Settings, .. ServiceLogging.Readers])),
        ("arena", Settings(
        [
            .. EndpointServices.Settings,
            .. FlywheelService.Definition.Settings.Where(reader => reader.Setting != KnownSettings.Ledger),
            .. ServiceLogging.Readers, NativeTorch.Setting,
            .. InferenceService.Settings.Where(reader => reader.Setting == KnownSettings.InferenceKey),
            SettingReader.Text(KnownSettings.Server), SettingReader.Text(KnownSettings.Key),
        ])),
    ];

    public static string Text()
    {
        var page = new StringBuilder("""
            # Settings
            <!-- Written by `arena settings`; a test compares. Change KnownSettings.cs in shared/Settings, then run:
                 dotnet run -c Release --project services/Arena -- settings > docs/settings.md -->

            Every process reads its settings from environment variables. A service checks all of them when it starts; where some cannot
            be used it tells all that is wrong and ends with exit code 2. A variable that begins with `ARENA_` and is no setting is warned of,
            with the nearest name that is.

            A campaign's own choices stand in its [file](campaign-file.md), and keys of endpoints where that file says.

            | setting | meaning | default | read by |
            | --- | --- | --- | --- |

            """);
        foreach (var setting in KnownSettings.All)
            page.Append(CultureInfo.InvariantCulture, $"| `{setting.Variable}` | {setting.Meaning}{(setting.Secret ? ". *Secret*" : "")} | {setting.Default} ")
                .Append(CultureInfo.InvariantCulture, $"| {string.Join(", ", Readers(setting))} |\n");
        page.Append("""

            A *secret* may hold a password or a key: no message and no log repeats it. Its value may stand in a file: `ARENA_BUS_FILE=/run/secrets/bus`
            in place of `ARENA_BUS`, and so for every secret. The file is read when the process starts, without the blanks around it. For keys of S3 the
            AWS SDK has `AWS_SHARED_CREDENTIALS_FILE`.

            ## On the command line
            Bus, addresses and log of a service can be set on its command line too, which goes before the environment: `ARENA_TLS_KEY` is
            `--Arena:Tls:Key=FILE` there, `Logging__LogLevel__Default` is `--Logging:LogLevel:Default=LEVEL`. What is secret belongs into the
            environment: others see a command line.

            """);
        return page.ToString();
    }

    /// <summary>Names of the programs that read a setting, the six services together where all do.</summary>
    private static IEnumerable<string> Readers(Setting setting)
    {
        var readers = Programs.Where(program => program.Settings.Contains(setting)).Select(program => program.Program).ToArray();
        var services = Services.Select(service => service.Name).ToArray();
        return services.All(readers.Contains) ? readers.Except(services).Prepend("every service") : readers;
    }

    private static IReadOnlyList<Setting> Settings(IEnumerable<SettingReader> readers) => [.. readers.Select(reader => reader.Setting)];
}

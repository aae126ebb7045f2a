using ArenaLearning.Hosting.Access;
using ArenaLearning.Hosting.Api;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Hosting.Listening;
using ArenaLearning.Hosting.Traces;
using ArenaLearning.Settings;
using Microsoft.Extensions.Configuration;

namespace ArenaLearning.Hosting;

/// <summary>The settings of a service: those that all have, and whether all of them can be used.</summary>
public static class ServiceSettings
{
    private static readonly SettingReader Bus = new(KnownSettings.Bus, text => BusSettings.Parse(text));

    /// <summary>What the hosting of every service reads.</summary>
    public static IReadOnlyList<SettingReader> Common { get; } =
    [
        Bus,
        LeaseSettings.Reader,
        .. ListenSettings.Readers,
        DrainSettings.Reader,
        .. ServiceLogging.Readers,
        .. ServiceTraces.Readers,
        .. ApiHosting.Readers,
    ];

    /// <returns>A sentence for each that cannot be used, or that a service on its own cannot do without.</returns>
    internal static IReadOnlyList<string> Problems(IConfiguration configuration, IEnumerable<SettingReader> readers)
    {
        string? Lookup(string key) => configuration[key];
        // One that cannot be read is told of below.
        string[] missing = Bus.Problem(Lookup) is not null || KnownSettings.Bus.Value(Lookup) is not null ? [] :
        [
            "A service on its own needs a broker to be reached by: set "
                + $"{KnownSettings.Bus.Variable}=amqp://user:password@host:port/vhost. To run all services in one process, use `arena run`.",
        ];
        return
        [
            .. missing, .. Broken(configuration, Common.Concat(readers)), .. ListenSettings.MissingFor(configuration), .. JwtSettings.MissingFor(configuration),
        ];
    }

    /// <returns>A sentence for each setting that cannot be used.</returns>
    public static IReadOnlyList<string> Broken(IConfiguration configuration, IEnumerable<SettingReader> readers) =>
        [.. readers.Select(reader => reader.Problem(key => configuration[key])).OfType<string>()];

    /// <returns>A sentence for each variable of the environment that looks like a setting and is none.</returns>
    internal static IEnumerable<string> Warnings() => UnknownSettings.Warnings(Environment.GetEnvironmentVariables().Keys.Cast<string>());
}

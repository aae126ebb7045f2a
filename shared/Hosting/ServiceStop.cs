using System.Globalization;
using ArenaLearning.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ArenaLearning.Hosting;

/// <summary>How long a service that is told to stop may work on what it has at hand. It takes nothing new from then on.</summary>
internal static class ServiceStop
{
    private const int DefaultSeconds = 30;
    private const int MostSeconds = 24 * 60 * 60;

    public static SettingReader Reader { get; } = new(KnownSettings.DrainSeconds, text => Parse(text));

    public static IServiceCollection AddDrain(this IServiceCollection services, IConfiguration configuration)
    {
        var drain = KnownSettings.DrainSeconds.Value(name => configuration[name]) is { } text ? Parse(text) : TimeSpan.FromSeconds(DefaultSeconds);
        return services.Configure<HostOptions>(host => host.ShutdownTimeout = drain);
    }

    private static TimeSpan Parse(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= MostSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new ArgumentException($"{KnownSettings.DrainSeconds.Variable} is '{text}': write whole seconds from 1 to {MostSeconds}.");
}

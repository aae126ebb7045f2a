using System.Globalization;
using ArenaLearning.Settings;
using Microsoft.Extensions.Configuration;

namespace ArenaLearning.Hosting.Bus;

/// <summary>How long a service that is told to stop may work on what it has at hand. It takes nothing new from then on.</summary>
/// <param name="Length">From SIGTERM to the end of the process.</param>
public sealed record DrainSettings(TimeSpan Length)
{
    private const int MostSeconds = 24 * 60 * 60;

    // What gives back and what closes takes time of its own, of a short drain a part.
    private static readonly TimeSpan ForGivingBack = TimeSpan.FromSeconds(18), ForClosing = TimeSpan.FromSeconds(8);

    // Who runs services kills them half a minute after they were asked to end, unless told otherwise.
    private static readonly DrainSettings Default = new(TimeSpan.FromSeconds(30));

    internal static SettingReader Reader { get; } = new(KnownSettings.DrainSeconds, text => Parse(text));

    /// <summary>How long a message that is being worked on may take; then it is called off and given back.</summary>
    public TimeSpan Finishing => Before(ForGivingBack);

    /// <summary>When the bus is stopped, whatever holds it.</summary>
    public TimeSpan BusStops => Before(ForClosing);

    /// <exception cref="ArgumentException">The value is no number of seconds that can be used.</exception>
    public static DrainSettings Read(IConfiguration configuration) =>
        KnownSettings.DrainSeconds.Value(key => configuration[key]) is { } text ? Parse(text) : Default;

    private TimeSpan Before(TimeSpan rest) => Length > Default.Length ? Length - rest : Length * (1 - rest / Default.Length);

    private static DrainSettings Parse(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= MostSeconds
            ? new(TimeSpan.FromSeconds(seconds))
            : throw new ArgumentException($"{KnownSettings.DrainSeconds.Variable} is '{text}': write whole seconds from 1 to {MostSeconds}.");
}

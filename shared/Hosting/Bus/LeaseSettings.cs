using System.Globalization;
using ArenaLearning.Settings;
using Microsoft.Extensions.Configuration;

namespace ArenaLearning.Hosting.Bus;

/// <summary>After how long without a sign of life others take over what a process holds.</summary>
/// <param name="Length">Of a halt or a cut of the network that a process survives as the holder of what it holds.</param>
public sealed record LeaseSettings(TimeSpan Length)
{
    private const double Least = 3, Most = 600;

    private static readonly LeaseSettings Default = new(TimeSpan.FromSeconds(30));

    internal static SettingReader Reader { get; } = new(KnownSettings.Lease, text => Parse(text));

    /// <exception cref="ArgumentException">The value is no number of seconds that can be used.</exception>
    public static LeaseSettings Read(IConfiguration configuration) =>
        KnownSettings.Lease.Value(key => configuration[key]) is { } text ? Parse(text) : Default;

    private static LeaseSettings Parse(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= Least and <= Most
            ? new(TimeSpan.FromSeconds(seconds))
            : throw new ArgumentException($"{KnownSettings.Lease.Variable} is '{text}': write seconds, a number from {Least} to {Most}.");
}

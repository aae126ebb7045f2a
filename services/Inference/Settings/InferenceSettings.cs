using System.Globalization;
using System.Net;
using ArenaLearning.Settings;
using Microsoft.Extensions.Configuration;

namespace ArenaLearning.Inference.Settings;

/// <summary>What is served, and where.</summary>
/// <param name="Host">The address to listen at: an IP address, or <c>localhost</c>.</param>
/// <param name="Port">0 takes any free one.</param>
/// <param name="Device"><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Slots">Answers of a model that are decoded together.</param>
/// <param name="QueueLimit">Answers that may wait for a slot of a model.</param>
/// <param name="Key">What requests must bring as <c>Authorization: Bearer KEY</c>; null where all are welcome.</param>
public sealed record InferenceSettings(
    IReadOnlyList<ModelSource> Models, string Host = InferenceSettings.DefaultHost, int Port = InferenceSettings.DefaultPort, string Device = "auto",
    int Slots = InferenceSettings.DefaultSlots, int QueueLimit = InferenceSettings.DefaultQueueLimit, string? Key = null)
{
    public const string DefaultHost = "127.0.0.1";
    public const int DefaultPort = 8000;
    public const int DefaultSlots = 8;
    public const int DefaultQueueLimit = 256;
    public const int MostSlots = 256;
    public const int MostQueued = 100_000;

    /// <summary>The environment variable that holds the key.</summary>
    public static string KeyVariable => KnownSettings.InferenceKey.Variable;

    /// <summary>Each by itself; <see cref="Checked"/> looks at them together.</summary>
    public static IReadOnlyList<SettingReader> Readers { get; } =
    [
        SettingReader.Text(KnownSettings.InferenceCheckpoints),
        new(KnownSettings.InferenceHost, text => CheckHost(text)),
        Number(KnownSettings.InferencePort, CheckPort),
        SettingReader.Text(KnownSettings.InferenceDevice),
        Number(KnownSettings.InferenceSlots, CheckSlots),
        Number(KnownSettings.InferenceQueue, CheckQueue),
        SettingReader.Text(KnownSettings.InferenceKey),
    ];

    /// <summary><see cref="Host"/> as what a socket is bound to.</summary>
    public IPAddress Address => Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(Host);

    // The key is a secret: whoever prints the settings does not print it.
    public override string ToString() => $"{string.Join(", ", Models.Select(model => model.Name))} at {Host}:{Port}";

    /// <summary>
    /// Reads <c>Inference:Checkpoints</c> (folders or NAME=FOLDER, separated by semicolons), <c>Inference:Host</c>, <c>:Port</c>,
    /// <c>:Device</c>, <c>:Slots</c>, <c>:Queue</c>, and <see cref="KeyVariable"/>.
    /// </summary>
    /// <exception cref="ArgumentException">A value cannot be used; the message names it.</exception>
    public static InferenceSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Inference");
        var checkpoints = (section["Checkpoints"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new InferenceSettings(
            [
                .. checkpoints.Select(entry => entry.Split('=', 2))
                    .Select(parts => parts.Length == 2 ? ModelSource.Of(parts[1], parts[0]) : ModelSource.Of(parts[0])),
            ],
            section["Host"] ?? DefaultHost, Read("Port", DefaultPort), section["Device"] ?? "auto", Read("Slots", DefaultSlots),
            Read("Queue", DefaultQueueLimit), KeyOf(name => configuration[name])).Checked();

        int Read(string key, int otherwise) => section[key] is { } text ? WholeNumber($"Inference:{key}", text) : otherwise;
    }

    /// <returns>The key that <paramref name="lookup"/> knows; blank, and not null, where a blank one is set: <see cref="Checked"/> refuses that.</returns>
    /// <inheritdoc cref="Setting.Value" path="/exception"/>
    public static string? KeyOf(Func<string, string?> lookup) => KnownSettings.InferenceKey.Value(lookup) ?? lookup(KeyVariable);

    /// <returns>These settings.</returns>
    /// <exception cref="ArgumentException">A value cannot be used; the message names it and says what can.</exception>
    public InferenceSettings Checked()
    {
        if (Models.Count == 0) throw new ArgumentException("There is no checkpoint to serve: set Inference__Checkpoints to folders, separated by semicolons.");
        if (Models.GroupBy(model => model.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two checkpoints are called '{twice.Key}' ({string.Join(", ", twice.Select(model => model.Folder))}): "
                + "give each a name of its own.");
        if (Models.FirstOrDefault(model => string.IsNullOrWhiteSpace(model.Name)) is { } nameless)
            throw new ArgumentException($"The checkpoint {nameless.Folder} has no name: give it one.");
        CheckHost(Host);
        CheckPort(Port);
        CheckSlots(Slots);
        CheckQueue(QueueLimit);
        return Key is null || !string.IsNullOrWhiteSpace(Key) ? this
            : throw new ArgumentException($"{KeyVariable} is set but empty: give it the key, or unset it to serve without one.");
    }

    private static SettingReader Number(Setting setting, Action<int> check) => new(setting, text => check(WholeNumber(setting.Key, text)));

    private static int WholeNumber(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new ArgumentException($"{name} is '{text}', which is no whole number of 0 or more.");

    private static void CheckHost(string host)
    {
        if (host != "localhost" && !IPAddress.TryParse(host, out _))
            throw new ArgumentException($"The host '{host}' is no IP address: use 127.0.0.1 for this machine alone, 0.0.0.0 for everyone who can reach it.");
    }

    private static void CheckPort(int port)
    {
        if (port is < 0 or > IPEndPoint.MaxPort) throw new ArgumentException($"The port must be from 0 to {IPEndPoint.MaxPort}, is {port}.");
    }

    private static void CheckSlots(int slots)
    {
        if (slots is < 1 or > MostSlots) throw new ArgumentException($"The slots must be from 1 to {MostSlots}, are {slots}.");
    }

    private static void CheckQueue(int limit)
    {
        if (limit is < 1 or > MostQueued) throw new ArgumentException($"The queue's limit must be from 1 to {MostQueued}, is {limit}.");
    }
}

using System.Globalization;
using System.Net;
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
    public const string KeyVariable = "ARENA_INFERENCE_KEY";

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
            section["Host"] ?? DefaultHost, Number("Port", DefaultPort), section["Device"] ?? "auto", Number("Slots", DefaultSlots),
            Number("Queue", DefaultQueueLimit), configuration[KeyVariable]).Checked();

        int Number(string key, int otherwise) => section[key] is not { } text ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new ArgumentException($"Inference:{key} is '{text}', which is no whole number of 0 or more.");
    }

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
        if (Host != "localhost" && !IPAddress.TryParse(Host, out _))
            throw new ArgumentException($"The host '{Host}' is no IP address: use 127.0.0.1 for this machine alone, 0.0.0.0 for everyone who can reach it.");
        if (Port is < 0 or > IPEndPoint.MaxPort) throw new ArgumentException($"The port must be from 0 to {IPEndPoint.MaxPort}, is {Port}.");
        if (Slots is < 1 or > MostSlots) throw new ArgumentException($"The slots must be from 1 to {MostSlots}, are {Slots}.");
        if (QueueLimit is < 1 or > MostQueued) throw new ArgumentException($"The queue's limit must be from 1 to {MostQueued}, is {QueueLimit}.");
        return Key is null || !string.IsNullOrWhiteSpace(Key) ? this
            : throw new ArgumentException($"{KeyVariable} is set but empty: give it the key, or unset it to serve without one.");
    }
}

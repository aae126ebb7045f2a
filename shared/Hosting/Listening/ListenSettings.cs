using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ArenaLearning.Settings;
using Microsoft.Extensions.Configuration;

namespace ArenaLearning.Hosting.Listening;

/// <summary>Where a service listens, and what it proves itself with where it listens with TLS.</summary>
/// <param name="Management">Null switches a listener off.</param>
/// <param name="Certificate">With its private key; null where nothing listens with TLS.</param>
public sealed record ListenSettings(
    ListenAddress? Management, ListenAddress? Grpc = null, ListenAddress? Http = null, X509Certificate2? Certificate = null)
{
    /// <summary>Of the addresses and of the files of the certificate.</summary>
    internal static IReadOnlyList<SettingReader> Readers { get; } =
    [
        .. new[] { KnownSettings.Management, KnownSettings.Grpc, KnownSettings.Http }
            .Select(setting => new SettingReader(setting, text => ListenAddress.Read(setting.Variable, text))),
        SettingReader.File(KnownSettings.TlsCertificate),
        SettingReader.File(KnownSettings.TlsKey),
    ];

    private static readonly ListenAddress[] Defaults = [new(false, "0.0.0.0", 8081), new(false, "0.0.0.0", 8080), new(false, "0.0.0.0", 8082)];

    public ListenAddress? this[Listener listener] => listener switch
    {
        Listener.Management => Management,
        Listener.Grpc => Grpc,
        _ => Http,
    };

    /// <summary>The setting of a listener's address.</summary>
    public static Setting SettingOf(Listener listener) => listener switch
    {
        Listener.Management => KnownSettings.Management,
        Listener.Grpc => KnownSettings.Grpc,
        _ => KnownSettings.Http,
    };

    /// <summary>Reads the addresses and, where one has TLS, the certificate.</summary>
    /// <exception cref="ArgumentException">An address cannot be used, or one with TLS has no certificate that can.</exception>
    public static ListenSettings Read(IConfiguration configuration)
    {
        var settings = new ListenSettings(Address(Listener.Management), Address(Listener.Grpc), Address(Listener.Http));
        if (Enum.GetValues<Listener>().All(listener => settings[listener] is not { Tls: true })) return settings;
        if (MissingFor(configuration) is [var missing, ..]) throw new ArgumentException(missing);
        var (path, key) = (Value(KnownSettings.TlsCertificate)!, Value(KnownSettings.TlsKey));
        try
        {
            return settings with { Certificate = X509Certificate2.CreateFromPemFile(path, key) };
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ArgumentException(
                $"{KnownSettings.TlsCertificate.Variable} ({path}) with {KnownSettings.TlsKey.Variable} ({key ?? "the same file"}) is no certificate "
                + $"with its key: {e.Message} Both are PEM files; the key may stand in the certificate's.", e);
        }

        string? Value(Setting setting) => setting.Value(name => configuration[name]);
        ListenAddress? Address(Listener listener) => SettingOf(listener) is var setting && Value(setting) is { } text
            ? ListenAddress.Read(setting.Variable, text) : Defaults[(int)listener];
    }

    /// <returns>What addresses need and the settings do not say.</returns>
    internal static IReadOnlyList<string> MissingFor(IConfiguration configuration)
    {
        string? Lookup(string name) => configuration[name];
        if (KnownSettings.TlsCertificate.Value(Lookup) is not null) return [];
        return
        [
            .. Enum.GetValues<Listener>().Select(SettingOf)
                .Where(setting => setting.Value(Lookup)?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true)
                .Select(setting => $"{setting.Variable} listens with TLS and there is no certificate: set {KnownSettings.TlsCertificate.Variable} to a PEM "
                    + $"file, and {KnownSettings.TlsKey.Variable} to that of its key."),
        ];
    }
}

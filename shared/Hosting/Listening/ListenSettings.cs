using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;

namespace ArenaLearning.Hosting.Listening;

/// <summary>Where a service listens, and what it proves itself with where it listens with TLS.</summary>
/// <param name="Management">Null switches a listener off.</param>
/// <param name="Certificate">With its private key; null where nothing listens with TLS.</param>
public sealed record ListenSettings(
    ListenAddress? Management, ListenAddress? Grpc = null, ListenAddress? Http = null, X509Certificate2? Certificate = null)
{
    public const string ManagementVariable = "ARENA_MANAGEMENT";
    public const string GrpcVariable = "ARENA_GRPC";
    public const string HttpVariable = "ARENA_HTTP";
    public const string CertificateVariable = "ARENA_TLS_CERTIFICATE";
    public const string KeyVariable = "ARENA_TLS_KEY";
    public const string DefaultManagement = "http://0.0.0.0:8081";
    public const string DefaultGrpc = "http://0.0.0.0:8080";
    public const string DefaultHttp = "http://0.0.0.0:8082";

    public ListenAddress? this[Listener listener] => listener switch
    {
        Listener.Management => Management,
        Listener.Grpc => Grpc,
        _ => Http,
    };

    /// <returns>The environment variable that sets a listener's address.</returns>
    public static string VariableOf(Listener listener) => listener switch
    {
        Listener.Management => ManagementVariable,
        Listener.Grpc => GrpcVariable,
        _ => HttpVariable,
    };

    /// <summary>Reads <c>Arena:Management</c>, <c>Arena:Grpc</c> and <c>Arena:Http</c> or, where they are absent, the environment's variables.</summary>
    /// <exception cref="ArgumentException">An address cannot be used, or one with TLS has no certificate.</exception>
    public static ListenSettings Read(IConfiguration configuration)
    {
        var settings = new ListenSettings(
            ListenAddress.Read(ManagementVariable, Value("Arena:Management", ManagementVariable) ?? DefaultManagement),
            ListenAddress.Read(GrpcVariable, Value("Arena:Grpc", GrpcVariable) ?? DefaultGrpc),
            ListenAddress.Read(HttpVariable, Value("Arena:Http", HttpVariable) ?? DefaultHttp));
        var secure = Enum.GetValues<Listener>().Where(listener => settings[listener] is { Tls: true }).Select(VariableOf).FirstOrDefault();
        return secure is null ? settings : settings with { Certificate = ReadCertificate(secure) };

        string? Value(string key, string variable) =>
            (configuration[key] ?? configuration[variable]) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

        X509Certificate2 ReadCertificate(string listener)
        {
            var path = Value("Arena:Tls:Certificate", CertificateVariable) ?? throw new ArgumentException(
                $"{listener} listens with TLS and there is no certificate: set {CertificateVariable} to a PEM file, and {KeyVariable} to that of its key.");
            var key = Value("Arena:Tls:Key", KeyVariable);
            try
            {
                return X509Certificate2.CreateFromPemFile(path, key);
            }
            catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
            {
                throw new ArgumentException(
                    $"{CertificateVariable} ({path}) with {KeyVariable} ({key ?? "the same file"}) is no certificate with its key: {e.Message} "
                    + "Both are PEM files; the key may stand in the certificate's.", e);
            }
        }
    }
}

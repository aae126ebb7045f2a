using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace ArenaLearning.Hosting.Access;

/// <summary>
/// The keys that an OpenID provider publishes, found by its discovery document. They are kept, read again now and then, and when a token is
/// signed with a key that is not among them.
/// </summary>
internal sealed class IssuerKeysOfAuthority : IIssuerKeys, IDisposable
{
    private const string DiscoveryPath = "/.well-known/openid-configuration";

    /// <summary>A token with a key that nobody knows makes this process ask at most so often.</summary>
    private static readonly TimeSpan AskAtMostEvery = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient http = new() { Timeout = Patience, MaxResponseContentBufferSize = 1 << 20 };
    private readonly ConfigurationManager<OpenIdConnectConfiguration> documents;
    private readonly string? issuer;
    private readonly TimeProvider time;
    private long? failed;

    public IssuerKeysOfAuthority(Uri authority, string? issuer, TimeProvider time)
    {
        (this.issuer, this.time) = (issuer, time);
        documents = new(
            authority.AbsoluteUri.TrimEnd('/') + DiscoveryPath, new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(http) { RequireHttps = !authority.IsLoopback })
        { RefreshInterval = AskAtMostEvery };
    }

    public async Task<IssuerKeys> ReadAsync(CancellationToken cancellationToken)
    {
        // While it is away, callers are told so at once, and it is not asked for each of them.
        if (failed is { } since && time.GetElapsedTime(since) < Patience) throw new ArgumentException("The issuer's keys could not be read a moment ago.");
        try
        {
            var read = await documents.GetConfigurationAsync(cancellationToken);
            failed = null;
            return new(issuer ?? read.Issuer, IssuerKeysFile.UsableKeys(read.SigningKeys));
        }
        catch (InvalidOperationException e)
        {
            failed = time.GetTimestamp();
            throw new ArgumentException($"The issuer's keys cannot be read: {(e.InnerException ?? e).Message}", e);
        }
    }

    public void Doubt() => documents.RequestRefresh();

    public void Dispose() => http.Dispose();
}

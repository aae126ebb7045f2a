using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace ArenaLearning.Hosting.Access;

/// <summary>The keys of an issuer in a JWKS file (RFC 7517), such as its provider publishes.</summary>
internal sealed class IssuerKeysFile(string path, string issuer, TimeProvider time, ILogger logger) : IIssuerKeys
{
    public const string What = "The file of the issuer's keys";

    private readonly RereadFile<IssuerKeys> file = new(path, What, text => new(issuer, Parse(text, path)), time, logger);

    public Task<IssuerKeys> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(file.Content());

    public void Doubt()
    {
        // A new key is seen within seconds as it is.
    }

    /// <param name="path">For messages.</param>
    /// <exception cref="ArgumentException">It is no JWKS, or a key of it must not be there.</exception>
    public static IReadOnlyList<SecurityKey> Parse(string text, string path)
    {
        JsonWebKeySet set;
        try
        {
            set = new(text);
        }
        // Its message repeats the text, which may be a private key.
        catch (ArgumentException)
        {
            throw new ArgumentException($"{What} {path} is no JSON Web Key Set. Write what the issuer publishes at its jwks_uri: {{\"keys\": [...]}}.");
        }
        for (var i = 0; i < set.Keys.Count; i++)
        {
            if (set.Keys[i].Kty == JsonWebAlgorithmsKeyTypes.Octet)
                throw new ArgumentException($"{What} {path}: key {i + 1} is symmetric, so whoever checks tokens could make them. Take it out.");
            if (set.Keys[i].HasPrivateKey)
                throw new ArgumentException($"{What} {path}: key {i + 1} has its private part in it. Take that out here, and make another key at the issuer.");
        }
        return UsableKeys(set.GetSigningKeys()) is { Count: > 0 } keys ? keys
            : throw new ArgumentException($"{What} {path} has no RSA key of 2048 bits or more and no key on a curve P-256, P-384 or P-521.");
    }

    /// <returns>Those that a token may be signed with: none that whoever checks could sign with, and none that is too short to be trusted.</returns>
    public static IReadOnlyList<SecurityKey> UsableKeys(IEnumerable<SecurityKey> keys) =>
        [.. keys.Where(key => key is RsaSecurityKey { KeySize: >= 2048 } or ECDsaSecurityKey
            or X509SecurityKey { PublicKey: RSA { KeySize: >= 2048 } or ECDsa })];
}

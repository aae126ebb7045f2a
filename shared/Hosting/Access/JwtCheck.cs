using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ArenaLearning.Hosting.Access;

/// <summary>Who bears a token: a JWT that the issuer signed for this audience, within its time, with a claim that says what its bearer may.</summary>
internal sealed class JwtCheck(JwtSettings settings, IIssuerKeys issuer, TimeProvider time, ILogger<JwtCheck> logger)
{
    /// <summary>Of the issuer's clock and this one.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>Only such that whoever checks cannot sign with; with them a token that is not signed, or with a public key as a password, is none.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };

    /// <returns>Whether a text is meant as a token; keys have no dots.</returns>
    public static bool IsToken(string text) => text.Contains('.', StringComparison.Ordinal);

    public async Task<Admission> CheckAsync(string token, CancellationToken cancellationToken)
    {
        if (!handler.CanReadToken(token)) return Admission.Refused("This is no token: a JWT has three parts, with dots between them.");
        try
        {
            // Parsed anew below; what its header says is only used to tell a person what is wrong.
            var header = new JsonWebToken(token);
            if (!Algorithms.Contains(header.Alg))
                return Admission.Refused($"The token is not signed with an algorithm that is taken here: {string.Join(", ", Algorithms)}.");
            // RFC 7515: who does not understand what its issuer says is critical has to refuse it.
            if (header.TryGetHeaderValue<object>("crit", out _)) return Admission.Refused("The token asks for an extension that is not known here, by `crit`.");
        }
        catch (ArgumentException)
        {
            return Admission.Refused("This is no token: its parts cannot be read.");
        }
        try
        {
            var keys = await issuer.ReadAsync(cancellationToken);
            var checkedToken = await ValidateAsync(token, keys);
            if (!IsByAnotherKey(checkedToken.Exception)) return Told(checkedToken, keys);
            issuer.Doubt();
            var newer = await issuer.ReadAsync(cancellationToken);
            return ReferenceEquals(newer.Keys, keys.Keys) ? Told(checkedToken, keys) : Told(await ValidateAsync(token, newer), newer);
        }
        catch (ArgumentException e)
        {
            logger.LogError("No token can be checked: {Message}", e.Message);
            return new(null, "The keys that tokens are signed with cannot be read at the moment: ask again.", IsForLater: true);
        }
    }

    private Task<TokenValidationResult> ValidateAsync(string token, IssuerKeys keys) => handler.ValidateTokenAsync(token, new()
    {
        ValidAlgorithms = Algorithms,
        IssuerSigningKeys = keys.Keys,
        ValidIssuer = keys.Issuer,
        ValidAudience = settings.Audience,
        LifetimeValidator = (from, until, _, _) => until is { } end && Now - Skew <= end && (from is not { } begin || Now + Skew >= begin),
    });

    private Admission Told(TokenValidationResult checkedToken, IssuerKeys keys)
    {
        if (!checkedToken.IsValid) return Admission.Refused(Why(checkedToken.Exception, keys));
        var token = (JsonWebToken)checkedToken.SecurityToken;
        using var claims = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        var roles = Words(claims.RootElement).Where(settings.Roles.ContainsKey).Select(word => settings.Roles[word]).ToArray();
        return roles.Length > 0 ? new(new Caller($"Subject {Subject(token)}", roles.Max())) : Admission.Refused(
            $"The token is right, and its claim {settings.RoleClaim} holds nothing that makes its bearer a reader, operator or admin here.");
    }

    // What the library says may repeat the token.
    private string Why(Exception e, IssuerKeys keys) => e switch
    {
        SecurityTokenInvalidLifetimeException { Expires: { } end } when Now - Skew > end =>
            string.Create(CultureInfo.InvariantCulture, $"The token has expired, at {end:yyyy-MM-ddTHH:mm:ssZ}: get another."),
        SecurityTokenInvalidLifetimeException { Expires: null } or SecurityTokenNoExpirationException =>
            "The token never expires, and such are not taken: it needs a claim `exp`.",
        SecurityTokenInvalidLifetimeException { NotBefore: { } begin } =>
            string.Create(CultureInfo.InvariantCulture, $"The token is not valid yet, only from {begin:yyyy-MM-ddTHH:mm:ssZ} on: compare the clocks."),
        SecurityTokenInvalidAudienceException => $"The token is for somebody else: it has to have {settings.Audience} in `aud`.",
        SecurityTokenInvalidIssuerException => $"The token is of another issuer: it has to have {keys.Issuer} as `iss`.",
        SecurityTokenInvalidSignatureException =>
            "The token is not signed with a key of the issuer that this server knows.",
        _ => "The token cannot be used: it is no signed JWT with `iss`, `aud` and `exp`.",
    };

    private static bool IsByAnotherKey(Exception? e) => e is SecurityTokenSignatureKeyNotFoundException;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>A claim by its whole name, which may have dots, or else on the way that they are.</summary>
    private string[] Words(JsonElement claims)
    {
        if (!claims.TryGetProperty(settings.RoleClaim, out var claim))
        {
            claim = claims;
            foreach (var name in settings.RoleClaim.Split('.'))
                if (claim.ValueKind != JsonValueKind.Object || !claim.TryGetProperty(name, out claim)) return [];
        }
        return claim.ValueKind switch
        {
            JsonValueKind.String => claim.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            JsonValueKind.Array => [.. claim.EnumerateArray().Where(word => word.ValueKind == JsonValueKind.String).Select(word => word.GetString()!)],
            _ => [],
        };
    }

    // In messages and for limits; whatever an issuer puts there, it stays a short line.
    private static string Subject(JsonWebToken token)
    {
        const int Longest = 100;
        var subject = new string([.. (token.Subject ?? "").Where(c => !char.IsControl(c)).Take(Longest)]);
        return subject.Length > 0 ? subject : "without a name";
    }
}

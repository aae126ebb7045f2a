using ArenaLearning.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Hosting.Access;

/// <summary>Who calls, by what the call shows: a key of the file of keys, or a token of the issuer.</summary>
public sealed class AccessControl : IDisposable
{
    private const string Scheme = "Bearer ";

    private readonly KeyRing keys;
    private readonly IIssuerKeys? issuer;
    private readonly JwtCheck? tokens;

    /// <exception cref="ArgumentException">A setting cannot be used.</exception>
    public AccessControl(IConfiguration configuration, TimeProvider time, ILoggerFactory loggers)
    {
        keys = KeyRing.Of(configuration, time, loggers.CreateLogger<KeyRing>());
        if (JwtSettings.Read(configuration) is not { } settings) return;
        issuer = settings.Authority is { } authority ? new IssuerKeysOfAuthority(authority, settings.Issuer, time)
            : new IssuerKeysFile(settings.KeysPath!, settings.Issuer!, time, loggers.CreateLogger<IssuerKeysFile>());
        tokens = new(settings, issuer, time, loggers.CreateLogger<JwtCheck>());
    }

    internal static IReadOnlyList<SettingReader> Readers { get; } = [KeyRing.Reader, .. JwtSettings.Readers];

    /// <param name="header">The call's <c>authorization</c>; null where it has none.</param>
    public async ValueTask<Admission> AdmitAsync(string? header, CancellationToken cancellationToken)
    {
        var shown = header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
        if (keys.Find(shown) is { } known) return new(known);
        if (tokens is not null && shown is not null && JwtCheck.IsToken(shown)) return await tokens.CheckAsync(shown, cancellationToken);
        if (tokens is null && !keys.HasKeys)
            return Admission.Refused($"This server knows no keys, so it lets nobody in: set {KnownSettings.KeysFile.Variable} there to a file of keys.");
        var wanted = (keys.HasKeys, tokens is not null) switch
        {
            (true, true) => "a key that it knows, or a token of its issuer",
            (true, false) => "a key that it knows",
            _ => "a token of its issuer",
        };
        return Admission.Refused(
            $"This server asks for {wanted}: send it as 'authorization: {Scheme}KEY'. `arena` takes it from {KnownSettings.Key.Variable}.");
    }

    public void Dispose() => (issuer as IDisposable)?.Dispose();
}

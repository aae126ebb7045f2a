using ArenaLearning.Settings;
using Microsoft.Extensions.Configuration;

namespace ArenaLearning.Hosting.Access;

/// <summary>Whose tokens are let in, and as what.</summary>
/// <param name="Authority">Where the issuer publishes its keys; null where they are in a file.</param>
/// <param name="KeysPath">Of a file with the keys. Null where there is an authority.</param>
/// <param name="Issuer">Null for what the authority says.</param>
/// <param name="Roles">Each word of the claim that makes its bearer something.</param>
internal sealed record JwtSettings(
    Uri? Authority, string? KeysPath, string? Issuer, string Audience, string RoleClaim, IReadOnlyDictionary<string, KeyRole> Roles)
{
    private const string UsualClaim = "roles";

    private static readonly Setting[] Sources = [KnownSettings.JwtAuthority, KnownSettings.JwtKeysFile];

    private static readonly Setting[] Further =
        [KnownSettings.JwtIssuer, KnownSettings.JwtAudience, KnownSettings.JwtRoleClaim, KnownSettings.JwtRoles];

    public static IReadOnlyList<SettingReader> Readers { get; } =
    [
        new(KnownSettings.JwtAuthority, text => ParseAuthority(text)),
        new(KnownSettings.JwtKeysFile, ReadKeys),
        SettingReader.Text(KnownSettings.JwtIssuer),
        SettingReader.Text(KnownSettings.JwtAudience),
        SettingReader.Text(KnownSettings.JwtRoleClaim),
        new(KnownSettings.JwtRoles, text => ParseRoles(text)),
    ];

    /// <returns>Null where no tokens are let in.</returns>
    /// <exception cref="ArgumentException">The settings cannot be used.</exception>
    public static JwtSettings? Read(IConfiguration configuration)
    {
        string? Value(Setting setting) => setting.Value(name => configuration[name]);
        if (MissingFor(configuration) is [var missing, ..]) throw new ArgumentException(missing);
        if (Sources.All(setting => Value(setting) is null)) return null;
        return new(
            Value(KnownSettings.JwtAuthority) is { } authority ? ParseAuthority(authority) : null, Value(KnownSettings.JwtKeysFile),
            Value(KnownSettings.JwtIssuer), Value(KnownSettings.JwtAudience)!, Value(KnownSettings.JwtRoleClaim) ?? UsualClaim,
            Value(KnownSettings.JwtRoles) is { } roles ? ParseRoles(roles) : Enum.GetValues<KeyRole>().ToDictionary(KeysFile.WordOf));
    }

    /// <returns>What one of the settings needs and the others do not say.</returns>
    public static IReadOnlyList<string> MissingFor(IConfiguration configuration)
    {
        string? Value(Setting setting) => setting.Value(name => configuration[name]);
        var (authority, keys) = (Value(KnownSettings.JwtAuthority), Value(KnownSettings.JwtKeysFile));
        if (authority is null && keys is null)
            return
            [
                .. Further.Where(setting => Value(setting) is not null).Take(1).Select(setting =>
                    $"{setting.Variable} is set and no tokens are let in: set {KnownSettings.JwtAuthority.Variable} to the address of their issuer, "
                        + $"or {KnownSettings.JwtKeysFile.Variable} to a file with its keys."),
            ];
        var (used, problems) = ((authority is null ? KnownSettings.JwtKeysFile : KnownSettings.JwtAuthority).Variable, new List<string>());
        if (authority is not null && keys is not null)
            problems.Add($"{KnownSettings.JwtAuthority.Variable} and {KnownSettings.JwtKeysFile.Variable} are both set: unset one of them.");
        if (Value(KnownSettings.JwtAudience) is null)
            problems.Add(
                $"{used} is set without {KnownSettings.JwtAudience.Variable}, so tokens for anybody would be let in: set it to what theirs have in `aud`.");
        if (authority is null && Value(KnownSettings.JwtIssuer) is null)
            problems.Add($"{used} is set without {KnownSettings.JwtIssuer.Variable}: set it to what tokens have as `iss`.");
        if (Value(KnownSettings.KeysFile) == KeyRing.OffWord)
            problems.Add($"{used} is set, and {KnownSettings.KeysFile.Variable}={KeyRing.OffWord} lets everybody in without a token: unset one of them.");
        return problems;
    }

    private static Uri ParseAuthority(string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0
            && (uri.Scheme == "https" || (uri.Scheme == "http" && uri.IsLoopback))) return uri;
        throw new ArgumentException(
            $"{KnownSettings.JwtAuthority.Variable} is no address of an OpenID provider: write https://HOST/PATH, without what follows from "
            + "/.well-known on. Over http whoever is between could give out keys of their own, so that is for this machine alone.");
    }

    private static void ReadKeys(string path)
    {
        try
        {
            IssuerKeysFile.Parse(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{KnownSettings.JwtKeysFile.Variable} is '{path}', a file that cannot be read: {e.Message}", e);
        }
    }

    private static Dictionary<string, KeyRole> ParseRoles(string text)
    {
        var roles = new Dictionary<string, KeyRole>(StringComparer.Ordinal);
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (entry.Split('=', 2, StringSplitOptions.TrimEntries) is not [var role, { Length: > 0 } word])
                throw new ArgumentException($"{KnownSettings.JwtRoles.Variable} has '{entry}': write ROLE=WORD, for example operator=arena-operators.");
            try
            {
                if (!roles.TryAdd(word, KeysFile.RoleOf(role)))
                    throw new ArgumentException($"'{word}' makes two roles: the stronger holds what the weaker may, so keep that one.");
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException($"{KnownSettings.JwtRoles.Variable}: {e.Message}", e);
            }
        }
        return roles.Count > 0 ? roles
            : throw new ArgumentException($"{KnownSettings.JwtRoles.Variable} names no role: write reader=WORD,operator=WORD,admin=WORD.");
    }
}

using System.Text;
using System.Text.RegularExpressions;
using ArenaLearning.Settings;

namespace ArenaLearning.System.Tests.Secrets;

/// <summary>Secrets that can be told from everything else, one for each place where a secret is set, and where they came out.</summary>
internal sealed partial class Canaries
{
    private const int Around = 60;

    private readonly Dictionary<string, string> planted = new(StringComparer.Ordinal);

    /// <summary>Where one was planted.</summary>
    public IEnumerable<string> Places => planted.Keys;

    /// <summary>A secret for a setting, or whatever else holds one; with characters that addresses and JSON have to escape.</summary>
    public string Plant(string place) => $"{PlantPlain(place)}/@:%&";

    /// <summary>A secret of letters and digits alone, as keys are.</summary>
    public string PlantPlain(string place)
    {
        if (!planted.TryGetValue(place, out var core)) planted.Add(place, core = $"canary{Guid.NewGuid():N}");
        return core;
    }

    /// <summary>Takes what somebody else has made, such as a key or a token, for a secret.</summary>
    public string Take(string place, string secret)
    {
        planted.Add(place, secret);
        return secret;
    }

    /// <returns>Which came out, and where: as it is or escaped, in base64 with whatever stands before it.</returns>
    public IReadOnlyList<string> FoundIn(string source, string text) =>
    [
        .. planted
            .SelectMany(secret => Forms(secret.Value), (secret, form) => (Place: secret.Key, form.Name, At: text.IndexOf(form.Text, StringComparison.Ordinal)))
            .Where(found => found.At >= 0)
            .Select(found => (found.Place, found.Name, Before: text[Math.Max(0, found.At - Around)..found.At].Replace('\n', ' ')))
            .Select(found => $"{source} holds the secret of {found.Place}, {found.Name}: ...{found.Before}<here>"),
    ];

    /// <summary>Settings that hold a secret, or look as if they did, and have none planted.</summary>
    public IEnumerable<string> Forgotten(IEnumerable<Setting> settings) =>
        settings.Where(IsSecret).Select(setting => setting.Variable).Where(variable => !planted.ContainsKey(variable));

    /// <summary>Whether a setting may hold a secret: by its own word, by its name, or as an address with a password.</summary>
    public static bool IsSecret(Setting setting) => setting.Secret || setting.Meaning.Contains(":PASSWORD@", StringComparison.Ordinal)
        || (SecretName().IsMatch(setting.Variable) && !NoSecret().IsMatch(setting.Meaning));

    private static IEnumerable<(string Name, string Text)> Forms(string secret)
    {
        yield return ("as it is", secret);
        if (Uri.EscapeDataString(secret) is var escaped && escaped != secret) yield return ("escaped", escaped);
        // Base64 of a text differs with how many bytes of three stand before it; its ends depend on what is around.
        for (var before = 0; before < 3; before++)
        {
            var encoded = Convert.ToBase64String([.. new byte[before], .. Encoding.UTF8.GetBytes(secret)]).TrimEnd('=');
            yield return ("in base64", encoded[(before == 0 ? 0 : 4)..^4]);
        }
    }

    [GeneratedRegex("KEY|SECRET|PASSWORD|TOKEN|CREDENTIAL")]
    private static partial Regex SecretName();

    // A path, or names of others.
    [GeneratedRegex("^(PEM f|JWKS f|F)ile |^Names of ")]
    private static partial Regex NoSecret();
}

using System.Text.RegularExpressions;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Yaml;
using ArenaLearning.Settings;
using Microsoft.Extensions.Configuration;

namespace ArenaLearning.Flywheel.Api;

/// <summary>
/// What a campaign file that came over the network may make this system do: ask endpoints that its owner has listed, with keys that its
/// owner has listed. What it names beside them was uploaded with it.
/// </summary>
/// <param name="Endpoints">Beginnings of addresses, each ending at a part of a path.</param>
/// <param name="Keys">Names of environment variables.</param>
public sealed partial record NetworkRules(IReadOnlyList<Uri> Endpoints, IReadOnlyList<string> Keys)
{
    public static NetworkRules Read(IConfiguration configuration)
    {
        string? Lookup(string name) => configuration[name];
        return new(
            KnownSettings.AllowedEndpoints.Value(Lookup) is { } addresses ? ParseEndpoints(addresses) : [],
            KnownSettings.AllowedKeys.Value(Lookup) is { } keys ? Words(keys) : []);
    }

    internal static IReadOnlyList<SettingReader> Readers { get; } =
        [new(KnownSettings.AllowedEndpoints, text => ParseEndpoints(text)), new(KnownSettings.AllowedKeys, ReadNames)];

    /// <returns>What in the file is not allowed, with line and key.</returns>
    public IReadOnlyList<FileProblem> Broken(CampaignFile file) =>
        [.. file.Endpoints.SelectMany((endpoint, index) => Broken(endpoint).Select(broken => file.Problem($"endpoints.{index}.{broken.Key}", broken.What)))];

    private IEnumerable<(string Key, string What)> Broken(EndpointSpec endpoint)
    {
        if (!Endpoints.Any(allowed => IsWithin(endpoint.BaseUrl, allowed)))
            yield return ("base_url", Endpoints.Count == 0
                ? $"this server asks no endpoints for campaigns from the network; its owner can list some in {KnownSettings.AllowedEndpoints.Variable}"
                : $"this server asks only endpoints at {string.Join(", ", Endpoints)}; its owner can list more in {KnownSettings.AllowedEndpoints.Variable}");
        if (endpoint.KeyFile is not null)
            yield return ("key_file", "a campaign from the network names no file of the server; write key_env with a name that the server has listed");
        if (endpoint.KeyEnv is { } key && !Keys.Contains(key))
            yield return ("key_env", Keys.Count == 0
                ? $"this server lends no keys to campaigns from the network; its owner can list names in {KnownSettings.AllowedKeys.Variable}"
                : $"this server lends {string.Join(", ", Keys)}; its owner can list more in {KnownSettings.AllowedKeys.Variable}");
    }

    /// <summary>The same scheme, host and port, and a path below the allowed one, with no way out of it.</summary>
    private static bool IsWithin(string address, Uri allowed) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0
        && Uri.Compare(uri, allowed, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0
        && $"{uri.AbsolutePath.TrimEnd('/')}/".StartsWith($"{allowed.AbsolutePath.TrimEnd('/')}/", StringComparison.Ordinal)
        // Servers differ in how they read what is escaped.
        && !uri.AbsolutePath.Contains('%', StringComparison.Ordinal);

    private static IReadOnlyList<Uri> ParseEndpoints(string text) => [.. Words(text).Select(word =>
        Uri.TryCreate(word, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", UserInfo.Length: 0, Query.Length: 0 } ? uri
            : throw new ArgumentException(
                $"{KnownSettings.AllowedEndpoints.Variable}: '{word}' is no address: write http://HOST:PORT/v1 or https://HOST/v1, several with commas."))];

    // What is listed here is told to who names another: a key itself must not stand here.
    private static void ReadNames(string text)
    {
        if (!Words(text).All(word => VariableName().IsMatch(word)))
            throw new ArgumentException(
                $"{KnownSettings.AllowedKeys.Variable} lists names of environment variables that hold keys, and no keys: write NAME,NAME.");
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex VariableName();

    private static string[] Words(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

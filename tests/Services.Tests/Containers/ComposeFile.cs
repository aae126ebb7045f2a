using ArenaLearning.Services.Tests.CampaignFiles;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace ArenaLearning.Services.Tests.Containers;

/// <summary><c>docker-compose.yml</c>, with what its anchors stand for.</summary>
internal static class ComposeFile
{
    private static readonly Dictionary<string, object> Root = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(
        new MergingParser(new Parser(new StringReader(File.ReadAllText(CampaignText.RepositoryPath("docker-compose.yml"))))));

    /// <summary>The keys of each service, by its name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, object>> Services { get; } =
        Mapping(Root["services"]).ToDictionary(service => service.Key, service => Mapping(service.Value));

    /// <summary>The file of each secret, by its name.</summary>
    public static IReadOnlyDictionary<string, string> Secrets { get; } =
        Mapping(Root["secrets"]).ToDictionary(secret => secret.Key, secret => (string)Mapping(secret.Value)["file"]);

    /// <summary>Those that are built here.</summary>
    public static IEnumerable<KeyValuePair<string, IReadOnlyDictionary<string, object>>> Own => Services.Where(service => service.Value.ContainsKey("build"));

    public static IReadOnlyDictionary<string, object> Mapping(object value) =>
        ((Dictionary<object, object>)value).ToDictionary(pair => (string)pair.Key, pair => pair.Value);

    /// <returns>None where the key is not there.</returns>
    public static IReadOnlyList<string> Words(IReadOnlyDictionary<string, object> service, string key) =>
        service.TryGetValue(key, out var value) ? [.. ((List<object>)value).OfType<string>()] : [];

    public static IReadOnlyDictionary<string, object> Environment(IReadOnlyDictionary<string, object> service) =>
        service.TryGetValue("environment", out var value) ? Mapping(value) : new Dictionary<string, object>();
}

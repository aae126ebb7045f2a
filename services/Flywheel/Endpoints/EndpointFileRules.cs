using System.Text.Json;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Endpoints;

/// <summary>What must hold between the endpoints of a file, and of whoever is reached through them.</summary>
internal static class EndpointFileRules
{
    public static IEnumerable<BrokenRule> Broken(IReadOnlyList<EndpointSpec> endpoints)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, endpoint) in endpoints.Index())
        {
            var key = $"endpoints.{i}";
            if (!seen.Add(endpoint.Name)) yield return new($"\"{endpoint.Name}\" is also the name of an endpoint above; names must differ", $"{key}.name");
            if (!Uri.TryCreate(endpoint.BaseUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
                yield return new($"must be an address such as http://localhost:8000/v1, is \"{endpoint.BaseUrl}\"", $"{key}.base_url");
            else if (url.UserInfo.Length > 0)
                yield return new("holds a user or a password; name where the key is with key_env or key_file", $"{key}.base_url");
            else if (url.Query.Length > 0 || url.Fragment.Length > 0)
                yield return new("holds a query, to which no path can be added; give the address before it", $"{key}.base_url");
            if (endpoint is { KeyEnv: not null, KeyFile: not null })
                yield return new("is given beside key_env; name one place of the key", $"{key}.key_file", $"{key}.key_env");
            if (endpoint.KeyEnv is { } name && !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                yield return new("must be the name of an environment variable, never the key itself", $"{key}.key_env");
        }
    }

    /// <param name="endpoint">That a contestant or judge names.</param>
    /// <param name="key">Path of the contestant or judge.</param>
    public static IEnumerable<BrokenRule> Reach(string endpoint, string? extraBody, string key, IReadOnlyList<EndpointSpec> endpoints)
    {
        if (endpoints.All(e => e.Name != endpoint))
            yield return new(endpoints.Count == 0
                ? $"\"{endpoint}\" is no endpoint: the file has no list of endpoints"
                : $"\"{endpoint}\" is no endpoint; it must be one of {string.Join(", ", endpoints.Select(e => e.Name))}", $"{key}.endpoint");
        if (extraBody is null) yield break;
        var fields = FieldsOf(extraBody);
        if (fields is null)
            yield return new("must be the text of a JSON object, for example '{\"top_k\": 20}'", $"{key}.extra_body");
        else if (fields.FirstOrDefault(EndpointModel.ReservedFields.Contains) is { } reserved)
            yield return new($"may not set {reserved}, which the program sets itself; leave it out", $"{key}.extra_body");
    }

    /// <returns>Null where it is no JSON object.</returns>
    private static List<string>? FieldsOf(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? [.. document.RootElement.EnumerateObject().Select(field => field.Name)] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

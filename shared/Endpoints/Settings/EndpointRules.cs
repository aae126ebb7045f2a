using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Failures;

namespace ArenaLearning.Endpoints.Settings;

/// <summary>What the settings of an endpoint and a model must be, to be checked before anything is asked.</summary>
public static class EndpointRules
{
    /// <returns>What is wrong and what to write instead, each with the setting's key; empty where all is well.</returns>
    public static IReadOnlyList<(string Key, string Problem)> Problems(EndpointModel model)
    {
        var problems = new List<(string, string)>();
        var endpoint = model.Endpoint;
        if (!Uri.TryCreate(endpoint.BaseUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            problems.Add(("base_url", $"'{endpoint.BaseUrl}' is no http or https address: write for example http://localhost:8000/v1"));
        else if (url.UserInfo.Length > 0)
            problems.Add(("base_url", "holds a user or a password: put the key into an environment variable or a file, and name that as `key`"));
        else if (url.Query.Length > 0) problems.Add(("base_url", "holds a query: leave out what follows the question mark"));
        if (endpoint.Key is { } key && (key.Environment is null) == (key.File is null))
            problems.Add(("key", "names both an environment variable and a file, or neither: name one"));
        AtLeast("concurrency", endpoint.Concurrency, 1);
        AtLeast("requests_per_minute", endpoint.RequestsPerMinute ?? 1, 1);
        AtLeast("tokens_per_minute", endpoint.TokensPerMinute ?? 1, 1);
        AtLeast("max_retries", endpoint.MaxRetries, 0);
        if (endpoint.TimeoutSeconds is not (> 0 and <= 86_400)) problems.Add(("timeout_seconds", "must be more than 0 and at most 86400"));
        if (string.IsNullOrWhiteSpace(model.Model)) problems.Add(("model", "is empty: name the model as the endpoint does"));
        if (model.TopP is not (null or (> 0 and <= 1))) problems.Add(("top_p", "must be more than 0 and at most 1"));
        if (model.InputPrice < 0 || model.OutputPrice < 0) problems.Add(("input_price", "a price is below 0"));
        try
        {
            ExtraBody.Read(model);
        }
        catch (EndpointException e)
        {
            problems.Add(("extra_body", e.Message));
        }
        return problems;

        void AtLeast(string name, int value, int least)
        {
            if (value < least) problems.Add((name, $"must be at least {least}"));
        }
    }

    internal static void Check(EndpointModel model)
    {
        if (Problems(model) is [var (key, problem), ..])
            throw new EndpointException(EndpointFailure.Refused, $"Endpoint {model.Endpoint.Name}, model {model.Model}: {key}: {problem}");
    }
}

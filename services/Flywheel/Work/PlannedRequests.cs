using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Endpoints;

namespace ArenaLearning.Flywheel.Work;

/// <summary>What a plan takes for given, for nobody knows it before.</summary>
/// <param name="AnswerTokens">Tokens of an answer.</param>
/// <param name="VerdictTokens">Tokens of a judge's reply.</param>
/// <param name="SecondsPerRequest">How long an endpoint takes for an answer.</param>
public sealed record PlanAssumptions(int AnswerTokens, int VerdictTokens, double SecondsPerRequest);

/// <summary>What would be asked of one model at one endpoint.</summary>
/// <param name="Role"><c>contestant</c> or <c>judge</c>.</param>
/// <param name="Requests">Without those that fail and are tried again.</param>
/// <param name="CostUsd">At the prices of the file.</param>
public sealed record PlannedRequests(
    string Role, string Name, string Endpoint, long Requests, long PromptTokens, long ResponseTokens, decimal CostUsd)
{
    /// <param name="promptTokens">Of all prompts together, without the model's system prompt.</param>
    /// <returns>Null where the contestant is asked at no endpoint.</returns>
    public static PlannedRequests? OfAnswers(ContestantReference contestant, long prompts, long promptTokens, PlanAssumptions assumed) =>
        contestant.Asked is { } model ? Of("contestant", contestant.Name, model, prompts, promptTokens, prompts * assumed.AnswerTokens) : null;

    /// <summary>Both games of some battles, before every language model that the judge asks.</summary>
    /// <param name="promptTokens">Of the prompts of all battles together, each as often as it is fought over.</param>
    public static IEnumerable<PlannedRequests> OfVerdicts(JudgeReference judge, long battles, long promptTokens, PlanAssumptions assumed) =>
        judge.Asked.Select(asked => Of(
            "judge", asked.Model.Model, asked.Model, 2 * battles,
            2 * (promptTokens + (battles * (SpendEstimate.JudgeFrame + (2L * assumed.AnswerTokens)))), 2 * battles * assumed.VerdictTokens));

    private static PlannedRequests Of(string role, string name, EndpointModel model, long requests, long promptTokens, long responseTokens)
    {
        var prompt = promptTokens + (requests * SpendEstimate.SystemTokens(model));
        return new(role, name, model.Endpoint.Name, requests, prompt, responseTokens, model.Cost(prompt, responseTokens));
    }
}

/// <summary>The load of one endpoint.</summary>
/// <param name="Seconds">Least time that its limits allow.</param>
/// <param name="LimitedBy">The limit that takes longest: <c>concurrency</c>, <c>requests_per_minute</c> or <c>tokens_per_minute</c>.</param>
public sealed record PlannedEndpoint(string Endpoint, long Requests, long Tokens, decimal CostUsd, double Seconds, string LimitedBy)
{
    /// <summary>The load of every endpoint that is asked.</summary>
    public static IReadOnlyList<PlannedEndpoint> Of(
        IReadOnlyList<PlannedRequests> requests, IReadOnlyList<EndpointSpec> endpoints, PlanAssumptions assumed) => [.. requests
            .GroupBy(r => r.Endpoint, StringComparer.Ordinal)
            .Select(group => Of(endpoints.Single(e => e.Name == group.Key), [.. group], assumed))];

    private static PlannedEndpoint Of(EndpointSpec endpoint, IReadOnlyList<PlannedRequests> asked, PlanAssumptions assumed)
    {
        var requests = asked.Sum(r => r.Requests);
        var tokens = asked.Sum(r => r.PromptTokens + r.ResponseTokens);
        (string Limit, double Seconds)[] limits =
        [
            ("concurrency", requests * assumed.SecondsPerRequest / endpoint.Concurrency),
            ("requests_per_minute", endpoint.RequestsPerMinute is { } perMinute ? 60.0 * requests / perMinute : 0),
            ("tokens_per_minute", endpoint.TokensPerMinute is { } tokensPerMinute ? 60.0 * tokens / tokensPerMinute : 0),
        ];
        var longest = limits.MaxBy(limit => limit.Seconds);
        return new(endpoint.Name, requests, tokens, asked.Sum(r => r.CostUsd), longest.Seconds, longest.Limit);
    }
}

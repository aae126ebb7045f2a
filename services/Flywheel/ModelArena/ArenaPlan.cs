using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Work;

namespace ArenaLearning.Flywheel.ModelArena;

/// <summary>What would be asked of one model at one endpoint.</summary>
/// <param name="Role"><c>contestant</c> or <c>judge</c>.</param>
/// <param name="Requests">Without those that fail and are tried again.</param>
/// <param name="CostUsd">At the prices of the file.</param>
public sealed record PlannedRequests(
    string Role, string Name, string Endpoint, long Requests, long PromptTokens, long ResponseTokens, decimal CostUsd);

/// <summary>The load of one endpoint.</summary>
/// <param name="Seconds">Least time that its limits allow.</param>
/// <param name="LimitedBy">The limit that takes longest: <c>concurrency</c>, <c>requests_per_minute</c> or <c>tokens_per_minute</c>.</param>
public sealed record PlannedEndpoint(string Endpoint, long Requests, long Tokens, decimal CostUsd, double Seconds, string LimitedBy);

/// <summary>What a plan takes for given, for nobody knows it before.</summary>
/// <param name="AnswerTokens">Tokens of an answer.</param>
/// <param name="VerdictTokens">Tokens of a judge's reply.</param>
/// <param name="SecondsPerRequest">How long an endpoint takes for an answer.</param>
public sealed record PlanAssumptions(int AnswerTokens, int VerdictTokens, double SecondsPerRequest);

/// <summary>What a model arena would ask of whom, before anything is spent. Answers in a cache are not counted off.</summary>
/// <param name="Units">Answers and verdicts, local ones included.</param>
public sealed record ArenaPlan(long Units, IReadOnlyList<PlannedRequests> Requests, IReadOnlyList<PlannedEndpoint> Endpoints)
{
    public static ArenaPlan Of(ModelArenaSpec spec, ArenaEntries entries, IReadOnlyList<PromptRow> prompts, PlanAssumptions assumed)
    {
        var contestants = entries.Contestants.Count;
        var battles = (long)prompts.Count * (spec.Battles.Against is null ? contestants * (contestants - 1) / 2 : contestants - 1);
        var promptTokens = prompts.Sum(prompt => SpendEstimate.Tokens(prompt.Messages));
        var requests = new List<PlannedRequests>();
        foreach (var contestant in entries.Contestants)
            if (contestant.Endpoint is { } model)
                requests.Add(Requested("contestant", contestant.Name, model, prompts.Count, promptTokens, (long)prompts.Count * assumed.AnswerTokens));
        foreach (var judge in SpendEstimate.LlmJudges(entries.Judge))
        {
            var games = 2 * battles;
            var perPrompt = prompts.Count == 0 ? 0 : promptTokens / prompts.Count;
            requests.Add(Requested("judge", judge.Model.Model, judge.Model, games,
                games * (SpendEstimate.JudgeFrame + perPrompt + (2L * assumed.AnswerTokens)), games * assumed.VerdictTokens));
        }
        return new(((long)prompts.Count * contestants) + battles, requests, [.. requests
            .GroupBy(r => r.Endpoint, StringComparer.Ordinal)
            .Select(group => Load(spec.Endpoints.Single(e => e.Name == group.Key), [.. group], assumed))]);
    }

    private static PlannedRequests Requested(string role, string name, EndpointModel model, long requests, long promptTokens, long responseTokens)
    {
        var prompt = promptTokens + (requests * SpendEstimate.SystemTokens(model));
        return new(role, name, model.Endpoint.Name, requests, prompt, responseTokens, model.Cost(prompt, responseTokens));
    }

    private static PlannedEndpoint Load(EndpointSpec endpoint, IReadOnlyList<PlannedRequests> asked, PlanAssumptions assumed)
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

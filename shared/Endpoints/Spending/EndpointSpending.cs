using System.Collections.Concurrent;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Clients;

namespace ArenaLearning.Endpoints.Spending;

/// <summary>What this process has had from one model of one endpoint. Answers from the cache are not in it.</summary>
/// <param name="CostUsd">At the prices of the campaign file.</param>
public sealed record EndpointSpend(string Endpoint, string Model, long Requests, long PromptTokens, long ResponseTokens, decimal CostUsd);

/// <summary>Counts what is spent at endpoints. Tells what a process did; a campaign's own spending is the sum over its ledger.</summary>
public sealed class EndpointSpending
{
    private readonly ConcurrentDictionary<(string Endpoint, string Model), EndpointSpend> spent = new();

    /// <returns>By endpoint, then by model.</returns>
    public IReadOnlyList<EndpointSpend> Snapshot() =>
        [.. spent.Values.OrderBy(s => s.Endpoint, StringComparer.Ordinal).ThenBy(s => s.Model, StringComparer.Ordinal)];

    internal void Add(EndpointModel model, int promptTokens, int responseTokens)
    {
        var cost = model.Cost(promptTokens, responseTokens);
        spent.AddOrUpdate((model.Endpoint.Name, model.Model),
            key => new(key.Endpoint, key.Model, 1, promptTokens, responseTokens, cost),
            (_, sum) => sum with
            {
                Requests = sum.Requests + 1,
                PromptTokens = sum.PromptTokens + promptTokens,
                ResponseTokens = sum.ResponseTokens + responseTokens,
                CostUsd = sum.CostUsd + cost,
            });
    }
}

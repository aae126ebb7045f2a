namespace ArenaLearning.Flywheel.Ledger;

/// <summary>What was paid to one endpoint.</summary>
/// <param name="Requests">Answers that came from the endpoint and not from the cache.</param>
public sealed record EndpointSpend(string Endpoint, long Requests, long PromptTokens, long ResponseTokens, decimal CostUsd);

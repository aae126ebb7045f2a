using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;

namespace ArenaLearning.Flywheel.Work;

/// <summary>What the replies of workers say that was paid, by endpoint. What came from the cache costs nothing.</summary>
public static class PaidSpend
{
    /// <summary>What a copy of a reply has in common with it: the command and the units, of which a command may bring some now and some later.</summary>
    public static string IdOf(string attemptId, IEnumerable<string> unitIds) => ContentHash.UnitId([attemptId, .. unitIds]);

    public static IReadOnlyList<EndpointSpend> Of(ResponsesGenerated reply) => Sum(reply.Units
        .Where(unit => unit is { Endpoint: not null, FromCache: false })
        .Select(unit => new EndpointSpend(unit.Endpoint!, 1, unit.PromptTokens, unit.ResponseTokens, unit.CostUsd)));

    /// <summary>Replies that could not be read were paid for too.</summary>
    public static IReadOnlyList<EndpointSpend> Of(BattlesJudged reply) => Sum(reply.Units
        .SelectMany(unit => unit.Replies())
        .Where(asked => asked is { Endpoint: not null, FromCache: false })
        .Select(asked => new EndpointSpend(asked.Endpoint!, 1, asked.PromptTokens, asked.ResponseTokens, asked.CostUsd)));

    private static List<EndpointSpend> Sum(IEnumerable<EndpointSpend> parts) => [.. parts
        .GroupBy(part => part.Endpoint, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => new EndpointSpend(
            group.Key, group.Sum(p => p.Requests), group.Sum(p => p.PromptTokens), group.Sum(p => p.ResponseTokens), group.Sum(p => p.CostUsd)))];
}

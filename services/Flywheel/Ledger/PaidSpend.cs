using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Ledger;

/// <summary>What a reply of a worker says that was paid, by endpoint. What came from the cache costs nothing.</summary>
/// <param name="ReplyId">
/// What a copy of the reply has in common with it: the command and the units, of which a command may bring some now and some later.
/// </param>
public sealed record PaidSpend(string ReplyId, IReadOnlyList<EndpointSpend> Parts)
{
    public static readonly PaidSpend Nothing = new("", []);

    public static PaidSpend Of(ResponsesGenerated reply) => Of(reply.ChunkId, reply.Units.Select(unit => unit.UnitId), reply.Units
        .Where(unit => unit is { Endpoint: not null, FromCache: false })
        .Select(unit => new EndpointSpend(unit.Endpoint!, 1, unit.PromptTokens, unit.ResponseTokens, unit.CostUsd)));

    /// <summary>Replies that could not be read were paid for too.</summary>
    public static PaidSpend Of(BattlesJudged reply) => Of(reply.ChunkId, reply.Units.Select(unit => unit.UnitId), reply.Units
        .SelectMany(unit => unit.Replies())
        .Where(asked => asked is { Endpoint: not null, FromCache: false })
        .Select(asked => new EndpointSpend(asked.Endpoint!, 1, asked.PromptTokens, asked.ResponseTokens, asked.CostUsd)));

    private static PaidSpend Of(string attemptId, IEnumerable<string> unitIds, IEnumerable<EndpointSpend> parts)
    {
        var sums = parts
            .GroupBy(part => part.Endpoint, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new EndpointSpend(
                group.Key, group.Sum(p => p.Requests), group.Sum(p => p.PromptTokens), group.Sum(p => p.ResponseTokens), group.Sum(p => p.CostUsd)))
            .ToList();
        return sums.Count == 0 ? Nothing : new(ContentHash.UnitId([attemptId, .. unitIds]), sums);
    }
}

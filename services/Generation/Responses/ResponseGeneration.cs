using ArenaLearning.Contracts.Messages;
using ArenaLearning.Monitoring.Metrics;

namespace ArenaLearning.Generation.Responses;

/// <summary>Answers a chunk of prompts with one contestant, whatever kind it is of.</summary>
public sealed class ResponseGeneration(IEnumerable<IContestantResponses> kinds)
{
    private readonly Dictionary<Type, IContestantResponses> kinds = kinds.ToDictionary(kind => kind.Reference);

    /// <returns>One result a unit, in the units' order; a unit that could not be answered says why.</returns>
    public async Task<ResponsesGenerated> GenerateAsync(GenerateResponses command, CancellationToken cancellationToken = default)
    {
        var units = kinds.TryGetValue(command.Contestant.GetType(), out var kind)
            ? await kind.AnswerAsync(command, cancellationToken)
            : [.. command.Units.Select(unit => FailedResponse.Of(
                unit, $"{command.Contestant.Name}: this service has no answers of kind {command.Contestant.Kind}: update it."))];
        GenerationMetrics.Answered(command.Contestant, units);
        return new(command.Campaign, command.ChunkId, units);
    }
}

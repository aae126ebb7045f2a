using ArenaLearning.Contracts.Messages;
using ArenaLearning.Generation.Recorded;

namespace ArenaLearning.Generation.Responses;

/// <summary>Answers a chunk of prompts with one contestant, whatever kind it is of.</summary>
public sealed class ResponseGeneration(CheckpointResponses checkpoints, EndpointResponses endpoints, RecordedResponses recorded)
{
    /// <returns>One result a unit, in the units' order; a unit that could not be answered says why.</returns>
    public async Task<ResponsesGenerated> GenerateAsync(GenerateResponses command, CancellationToken cancellationToken = default) =>
        new(command.Campaign, command.ChunkId, command.Contestant switch
        {
            { Checkpoint: { } checkpoint } => await checkpoints.AnswerAsync(command, checkpoint, cancellationToken),
            { Endpoint: { } model } => await endpoints.AnswerAsync(command, model, cancellationToken),
            { Recorded: { } answers } => await recorded.AnswerAsync(answers, command.Units),
            _ => [.. command.Units.Select(unit => Failed(unit, $"{command.Contestant.Name} has no checkpoint, endpoint or file to answer with."))],
        });

    internal static ResponseResult Failed(GenerationUnit unit, string reason) => new(unit.UnitId, "", 0, 0, 0, "", Failure: reason);
}

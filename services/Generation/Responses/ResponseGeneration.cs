using ArenaLearning.Contracts.Messages;
using ArenaLearning.Generation.Recorded;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Native;
using ArenaLearning.LanguageModels.Sampling;
using ArenaLearning.LanguageModels.Tokenizers;

namespace ArenaLearning.Generation.Responses;

/// <summary>Answers a chunk of prompts: with one checkpoint, all of them in one batch, or with recorded answers.</summary>
public sealed class ResponseGeneration(LoadedModels models, TimeProvider time, RecordedResponses? recorded = null)
{
    private readonly RecordedResponses recorded = recorded ?? new();

    /// <returns>One result a unit, in the units' order; a unit that could not be answered says why.</returns>
    public async Task<ResponsesGenerated> GenerateAsync(GenerateResponses command, CancellationToken cancellationToken = default)
    {
        if (command.Contestant.Recorded is { } answers)
            return new(command.Campaign, command.ChunkId, await recorded.AnswerAsync(answers, command.Units));
        try
        {
            var model = await models.GetAsync(command.Contestant.Checkpoint!, command.Device);
            var results = await ComputeThread.RunAsync(() => Answer(model, command, cancellationToken), cancellationToken);
            return new(command.Campaign, command.ChunkId, results);
        }
        catch (Exception e) when (e is CheckpointException or NativeTorchException or IOException or UnauthorizedAccessException)
        {
            return new(command.Campaign, command.ChunkId, [.. command.Units.Select(unit => Failed(unit, e.Message))]);
        }
    }

    private ResponseResult[] Answer(LoadedModel loaded, GenerateResponses command, CancellationToken cancellationToken)
    {
        var results = new ResponseResult[command.Units.Count];
        var prompts = new List<(int Unit, int[] Tokens)>();
        foreach (var (i, unit) in command.Units.Index())
        {
            try
            {
                var tokens = loaded.Tokenizer.EncodeChat(unit.Messages, generationPrompt: true);
                var positions = loaded.Parameters.Config.MaxPositions;
                if (tokens.Length + command.Sampling.MaxTokens > positions)
                    results[i] = Failed(unit,
                        $"The prompt of {tokens.Length} tokens and an answer of up to {command.Sampling.MaxTokens} do not fit into the {positions} "
                        + $"positions of {command.Contestant.Name}: lower battles.max_tokens or shorten the prompt.");
                else prompts.Add((i, tokens));
            }
            catch (ArgumentException e)
            {
                results[i] = Failed(unit, e.Message);
            }
        }

        var started = time.GetTimestamp();
        using var model = new DecoderModel(loaded.Parameters, trainable: false);
        var responses = BatchSampler.Sample(
            model, [.. prompts.Select(prompt => prompt.Tokens)], [.. prompts.Select(prompt => command.Units[prompt.Unit].Seed)],
            command.Sampling.Temperature, command.Sampling.MaxTokens, SpecialTokens.EndOfSequence, cancellationToken);
        var latency = time.GetElapsedTime(started).TotalSeconds;
        foreach (var (prompt, response) in prompts.Zip(responses))
            results[prompt.Unit] = new(
                command.Units[prompt.Unit].UnitId, loaded.Tokenizer.Decode(response.Tokens), prompt.Tokens.Length, response.Tokens.Length,
                latency, response.Finished ? "stop" : "length");
        return results;
    }

    private static ResponseResult Failed(GenerationUnit unit, string reason) => new(unit.UnitId, "", 0, 0, 0, "", Failure: reason);
}

using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Native;
using ArenaLearning.LanguageModels.Sampling;
using ArenaLearning.LanguageModels.Tokenizers;

namespace ArenaLearning.Generation.Responses;

/// <summary>Answers of a local checkpoint, all units of a chunk in one batch.</summary>
public sealed class CheckpointResponses(LoadedModels models, TimeProvider time) : IContestantResponses, IDisposable
{
    // Decoding keeps a processor busy. Chunks for endpoints only wait, so the limit is here and not on the queue.
    private readonly SemaphoreSlim processors = new(Environment.ProcessorCount);

    public Type Reference => typeof(CheckpointContestantReference);

    public Task<IReadOnlyList<ResponseResult>> AnswerAsync(GenerateResponses command, CancellationToken cancellationToken) =>
        AnswerAsync(command, ((CheckpointContestantReference)command.Contestant).Checkpoint, cancellationToken);

    /// <returns>One result a unit, in the units' order; a unit that could not be answered says why.</returns>
    public async Task<IReadOnlyList<ResponseResult>> AnswerAsync(
        GenerateResponses command, ArtifactReference checkpoint, CancellationToken cancellationToken)
    {
        await processors.WaitAsync(cancellationToken);
        try
        {
            var model = await models.GetAsync(checkpoint, command.Device);
            return await ComputeThread.RunAsync(() => Answer(model, command, cancellationToken), cancellationToken);
        }
        catch (Exception e) when (e is CheckpointException or NativeTorchException or IOException or UnauthorizedAccessException)
        {
            return [.. command.Units.Select(unit => FailedResponse.Of(unit, e.Message))];
        }
        finally
        {
            processors.Release();
        }
    }

    public void Dispose() => processors.Dispose();

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
                    results[i] = FailedResponse.Of(unit,
                        $"The prompt of {tokens.Length} tokens and an answer of up to {command.Sampling.MaxTokens} do not fit into the {positions} "
                        + $"positions of {command.Contestant.Name}: lower battles.max_tokens or shorten the prompt.");
                else prompts.Add((i, tokens));
            }
            catch (ArgumentException e)
            {
                results[i] = FailedResponse.Of(unit, e.Message);
            }
        }

        var started = time.GetTimestamp();
        using var model = new DecoderModel(loaded.Parameters, trainable: false);
        var responses = BatchSampler.Sample(
            model, [.. prompts.Select(prompt => prompt.Tokens)], [.. prompts.Select(prompt => command.Units[prompt.Unit].Seed)],
            command.Sampling.Temperature, command.Sampling.MaxTokens, SpecialTokens.EndOfSequence, cancellationToken);
        var latency = time.GetElapsedTime(started).TotalSeconds;
        foreach (var (prompt, response) in prompts.Zip(responses))
            results[prompt.Unit] = new()
            {
                UnitId = command.Units[prompt.Unit].UnitId,
                Text = loaded.Tokenizer.Decode(response.Tokens),
                PromptTokens = prompt.Tokens.Length,
                ResponseTokens = response.Tokens.Length,
                LatencySeconds = latency,
                FinishReason = response.Finished ? "stop" : "length",
            };
        return results;
    }
}

using System.Security.Cryptography;
using ArenaLearning.Inference.Decoding;
using ArenaLearning.Inference.Http;
using ArenaLearning.Inference.Models;
using ArenaLearning.Inference.Settings;
using ArenaLearning.LanguageModels.Tokenizers;
using ArenaLearning.Randomness;
using Microsoft.AspNetCore.Http;

namespace ArenaLearning.Inference.Chat;

/// <summary><c>POST /v1/chat/completions</c>.</summary>
public sealed class ChatCompletions(ServedModels models, InferenceSettings settings, TimeProvider time)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public async Task HandleAsync(HttpContext context)
    {
        var request = await ChatRequestReader.ReadAsync(context.Request.Body, context.RequestAborted);
        var model = models.Find(request.Model) ?? throw RequestRefusedException.UnknownModel(request.Model, models.All.Select(known => known.Name));
        // Ends what is still decoded when the client goes away, and when a stop sequence or a failure ends the reading early.
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        try
        {
            var answers = Begin(model, request, reading.Token);
            var answer = new ChatAnswerWriter(context.Response, model, request, $"chatcmpl-{Guid.NewGuid():N}", time.GetUtcNow().ToUnixTimeSeconds());
            await (request.Stream ? answer.StreamAsync(answers, reading.Token) : answer.WriteAsync(answers, reading.Token));
        }
        finally
        {
            await reading.CancelAsync();
        }
    }

    private Answers Begin(ServedModel model, ChatRequest request, CancellationToken cancellationToken)
    {
        var prompt = model.Tokenizer.EncodeChat(request.Turns, generationPrompt: true);
        var room = model.Positions - prompt.Length;
        if (room < 1)
            throw RequestRefusedException.Field(
                "messages",
                $"they take {prompt.Length} tokens, and {model.Name} has {model.Positions} positions for them and the answer together. Shorten them.",
                "context_length_exceeded");
        if (request.Choices > settings.QueueLimit)
            throw RequestRefusedException.Field("n", $"is {request.Choices}, and at most {settings.QueueLimit} answers may wait here. "
                + "Ask for fewer at a time.");

        var seed = request.Seed ?? BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
        DecodingSequence[] sequences =
        [
            .. Enumerable.Range(0, request.Choices).Select(choice => new DecodingSequence(
                new(
                    prompt, Math.Min(room, request.MaxTokens ?? room), choice == 0 ? seed : SplitMix64.Derive(seed, choice),
                    request.Temperature, request.TopP, request.TopLogProbs),
                SpecialTokens.EndOfSequence, cancellationToken)),
        ];
        if (!model.Loop.TryEnqueue(sequences))
            throw new RequestRefusedException(
                StatusCodes.Status429TooManyRequests,
                $"{model.Name} has {settings.QueueLimit} answers waiting at most, and the queue is full. "
                + $"Try again in {RetryAfter.TotalSeconds:F0} s, or ask less at once.",
                "rate_limit_error", "queue_full", retryAfter: RetryAfter);
        return new(prompt.Length, [.. sequences.Select(sequence => new AnswerStream(sequence, model.Tokenizer, request.Stop))]);
    }
}

/// <summary>The answers to one request, one for each choice.</summary>
/// <param name="PromptTokens">Of the prompt, the generation prompt included.</param>
internal sealed record Answers(int PromptTokens, IReadOnlyList<AnswerStream> Choices);

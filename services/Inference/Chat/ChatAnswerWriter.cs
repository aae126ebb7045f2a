using System.Text;
using System.Text.Json;
using ArenaLearning.Inference.Http;
using ArenaLearning.Inference.Models;
using Microsoft.AspNetCore.Http;

namespace ArenaLearning.Inference.Chat;

/// <summary>Writes answers as one JSON object, or as server-sent events while they come.</summary>
internal sealed class ChatAnswerWriter(HttpResponse response, ServedModel model, ChatRequest request, string id, long created)
{
    public async Task WriteAsync(Answers answers, CancellationToken cancellationToken)
    {
        var choices = await Task.WhenAll(answers.Choices.Select((reader, index) => WholeAsync(reader, index, cancellationToken)));
        var usage = new ChatUsage(answers.PromptTokens, choices.Sum(choice => choice.Tokens));
        await response.WriteAsJsonAsync(
            new ChatCompletion(id, created, model.Name, model.Fingerprint, [.. choices.Select(choice => choice.Choice)], usage),
            WireJson.Options, cancellationToken);
    }

    public async Task StreamAsync(Answers answers, CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        using var writing = new SemaphoreSlim(1);
        try
        {
            var tokens = await Task.WhenAll(answers.Choices.Select(StreamChoiceAsync));
            if (request.IncludeUsage)
                await EventAsync(JsonSerializer.Serialize(
                    new ChatChunk(id, created, model.Name, model.Fingerprint, [], new(answers.PromptTokens, tokens.Sum())), WireJson.Options));
            await EventAsync("[DONE]");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The status is sent already, so the error comes as an event, and no [DONE] behind it.
            await EventAsync(JsonSerializer.Serialize(ErrorResponses.Of(e).Body, WireJson.Options));
        }

        async Task<int> StreamChoiceAsync(AnswerStream reader, int index)
        {
            var tokens = 0;
            await ChunkAsync(index, new(Role: "assistant", Content: ""), null, []);
            await foreach (var piece in reader.ReadAsync(cancellationToken))
            {
                tokens += piece.Tokens;
                if (piece.Text.Length > 0 || piece.LogProbs.Count > 0) await ChunkAsync(index, new(Content: piece.Text), null, piece.LogProbs);
                if (piece.FinishReason is { } reason) await ChunkAsync(index, new(), reason, []);
            }
            return tokens;
        }

        Task ChunkAsync(int index, ChatDelta delta, string? finishReason, IReadOnlyList<TokenLogProb> logProbs) => EventAsync(JsonSerializer.Serialize(
            new ChatChunk(id, created, model.Name, model.Fingerprint, [new(index, delta, finishReason, logProbs.Count > 0 ? new(logProbs) : null)]),
            WireJson.Options));

        async Task EventAsync(string data)
        {
            await writing.WaitAsync(cancellationToken);
            try
            {
                await response.WriteAsync($"data: {data}\n\n", cancellationToken);
            }
            finally
            {
                writing.Release();
            }
        }
    }

    private async Task<(ChatChoice Choice, int Tokens)> WholeAsync(AnswerStream reader, int index, CancellationToken cancellationToken)
    {
        var (text, tokens, reason) = (new StringBuilder(), 0, "");
        var logProbs = new List<TokenLogProb>();
        await foreach (var piece in reader.ReadAsync(cancellationToken))
        {
            text.Append(piece.Text);
            logProbs.AddRange(piece.LogProbs);
            tokens += piece.Tokens;
            reason = piece.FinishReason ?? reason;
        }
        return (new(index, new("assistant", text.ToString()), reason, request.TopLogProbs is null ? null : new(logProbs)), tokens);
    }
}

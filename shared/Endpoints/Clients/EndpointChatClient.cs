using System.Runtime.CompilerServices;
using System.Text.Json;
using ArenaLearning.Contracts.Formats.Answers;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Endpoints.Connections;
using ArenaLearning.Endpoints.Failures;
using ArenaLearning.Endpoints.Protocol;
using ArenaLearning.Endpoints.Settings;
using ArenaLearning.Monitoring.Metrics;
using Microsoft.Extensions.AI;

namespace ArenaLearning.Endpoints.Clients;

/// <summary>A model behind an endpoint. <see cref="EndpointReply.Of"/> tells of a response what chat clients do not.</summary>
internal sealed class EndpointChatClient(
    EndpointModel model, EndpointConnection connection, ReplyCache cache, ModelAbilities abilities) : IChatClient
{
    /// <summary>Tokens of a response whose length is not limited, for the estimate.</summary>
    private const int UsualResponse = 1024;

    private readonly IReadOnlyDictionary<string, JsonElement> extra = ExtraBody.Read(model);

    /// <exception cref="NoAnswerException">The model gave no answer; nothing is kept.</exception>
    /// <exception cref="EndpointException">The endpoint did not answer in the end.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var turns = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var body = ChatRequestBody.Write(model, extra, turns, options);
        var (reply, fromCache) = await cache.GetAsync(ReplyKey.Of(model, body, options), async token =>
        {
            var asked = await AskAsync(turns, options, token);
            if (asked.PromptTokens == 0 || asked.ResponseTokens == 0) abilities.CountsNoTokens();
            return asked.Lack() is { } lack ? throw new NoAnswerException(connection.Told($"{model.Model} {lack}"), Told(asked, body, false)) : asked;
        }, cancellationToken);
        EndpointMetrics.LookedUp(model.Model, fromCache);
        return Told(reply, body, fromCache).ToChatResponse();
    }

    /// <summary>The whole answer at once: who asks here reads nothing before the end.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var update in response.ToChatResponseUpdates()) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null : serviceType.IsInstanceOfType(this) ? this
            : serviceType == typeof(EndpointModel) ? model
            : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(model.Endpoint.Name, new Uri(model.Endpoint.BaseUrl), model.Model) : null;

    // The connection is shared; it goes with the process.
    public void Dispose()
    {
    }

    /// <summary>Asks for all that is wanted and, where the model refuses some of it, without that.</summary>
    private async Task<ChatReply> AskAsync(IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var asked = abilities.Possible(new(
            options?.ResponseFormat is ChatResponseFormatJson && !extra.ContainsKey("response_format"),
            model.SystemPrompt is not null || messages.Any(message => message.Role == ChatRole.System)));
        EndpointException refusal;
        try
        {
            var reply = await PostAsync(messages, options, asked, abilities.IsUnproven(asked), cancellationToken);
            abilities.Takes(asked);
            return reply;
        }
        catch (EndpointException e) when (e.Failure == EndpointFailure.Refused)
        {
            refusal = e;
        }
        foreach (var less in abilities.Less(asked, refusal))
        {
            try
            {
                var reply = await PostAsync(messages, options, less, mayBeRefused: refusal.Status >= 500, cancellationToken);
                abilities.Refuses(asked, less, refusal);
                return reply;
            }
            catch (EndpointException e) when (e.Failure == EndpointFailure.Refused)
            {
                // Then it was not that.
            }
        }
        // A server that fails whatever it is asked for is out, and is waited for.
        return refusal.Status >= 500 ? await PostAsync(messages, options, asked, mayBeRefused: false, cancellationToken) : throw refusal;
    }

    private async Task<ChatReply> PostAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, RequestFeatures asked, bool mayBeRefused, CancellationToken cancellationToken)
    {
        var body = ChatRequestBody.Write(model, extra, messages, options, asked.JsonMode, asked.SystemRole);
        var most = TokenEstimate.Of(body.Length) + (options?.MaxOutputTokens ?? UsualResponse);
        try
        {
            var answer = await connection.PostAsync("chat/completions", model.Model, body, most, (root, seconds) =>
            {
                var reply = ChatReply.Parse(root) with { LatencySeconds = seconds };
                return (reply, reply.PromptTokens > 0 && reply.ResponseTokens > 0 ? reply.PromptTokens + reply.ResponseTokens : 0);
            }, cancellationToken, mayBeRefused);
            var (prompt, response) = answer.TokensOrEstimate(body.Length);
            EndpointMetrics.Answered(model.Endpoint.Name, model.Model, answer.LatencySeconds, prompt, response, model.Cost(prompt, response));
            return answer;
        }
        catch (EndpointException)
        {
            EndpointMetrics.Failed(model.Endpoint.Name, model.Model);
            throw;
        }
    }

    private EndpointReply Told(ChatReply reply, byte[] body, bool fromCache)
    {
        var (prompt, response) = reply.TokensOrEstimate(body.Length);
        return new()
        {
            Text = model.Thinking == ThinkingRule.Keep ? reply.WithThoughts() : reply.Refused ? reply.Text : Thinking.Split(reply.Text).Answer,
            Raw = reply.Text,
            Refused = reply.Refused,
            Model = reply.Model,
            Fingerprint = reply.Fingerprint,
            FinishReason = reply.FinishReason,
            PromptTokens = prompt,
            ResponseTokens = response,
            IsEstimated = reply.PromptTokens == 0 || reply.ResponseTokens == 0,
            LatencySeconds = reply.LatencySeconds,
            CostUsd = fromCache ? 0 : model.Cost(prompt, response),
            FromCache = fromCache,
        };
    }
}

using System.Runtime.CompilerServices;
using System.Text.Json;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Endpoints.Connections;
using ArenaLearning.Endpoints.Failures;
using ArenaLearning.Endpoints.Protocol;
using ArenaLearning.Endpoints.Settings;
using Microsoft.Extensions.AI;

namespace ArenaLearning.Endpoints.Clients;

/// <summary>A model behind an endpoint. <see cref="EndpointReply.Of"/> tells of a response what chat clients do not.</summary>
internal sealed class EndpointChatClient(
    EndpointModel model, EndpointConnection connection, ReplyCache cache) : IChatClient
{
    /// <summary>Tokens of a response whose length is not limited, for the estimate.</summary>
    private const int UsualResponse = 1024;

    private readonly IReadOnlyDictionary<string, JsonElement> extra = ExtraBody.Read(model);
    private volatile bool refusesFormat;

    /// <exception cref="EndpointException">The endpoint did not answer in the end.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var turns = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var body = ChatRequestBody.Write(model, extra, turns, options, withFormat: true);
        var (reply, fromCache) = await cache.GetAsync(
            ReplyKey.Of(model, body, options), token => AskAsync(turns, body, options, token), cancellationToken);
        var cost = fromCache ? 0 : model.Cost(reply.PromptTokens, reply.ResponseTokens);
        return new EndpointReply(
            reply.Text, reply.Refused, reply.Model, reply.Fingerprint, reply.FinishReason, reply.PromptTokens, reply.ResponseTokens,
            reply.LatencySeconds, cost, fromCache).ToChatResponse();
    }

    /// <summary>The whole answer at once: who asks here reads nothing before the end.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var update in response.ToChatResponseUpdates()) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null : serviceType.IsInstanceOfType(this) ? this : serviceType == typeof(EndpointModel) ? model : null;

    // The connection is shared; it goes with the process.
    public void Dispose()
    {
    }

    private async Task<ChatReply> AskAsync(
        IReadOnlyList<ChatMessage> messages, byte[] body, ChatOptions? options, CancellationToken cancellationToken)
    {
        var hasFormat = options?.ResponseFormat is ChatResponseFormatJson;
        if (hasFormat && refusesFormat) body = ChatRequestBody.Write(model, extra, messages, options, withFormat: false);
        try
        {
            return await PostAsync(body, options, cancellationToken);
        }
        catch (EndpointException e) when (hasFormat && !refusesFormat && e.Failure == EndpointFailure.Refused
            && e.Message.Contains("response_format", StringComparison.OrdinalIgnoreCase))
        {
            // Not every server can be asked for JSON; those that read the reply find it in the text as well.
            refusesFormat = true;
            return await PostAsync(ChatRequestBody.Write(model, extra, messages, options, withFormat: false), options, cancellationToken);
        }
    }

    private Task<ChatReply> PostAsync(byte[] body, ChatOptions? options, CancellationToken cancellationToken) => connection.PostAsync(
        "chat/completions", model.Model, body, TokenEstimate.Of(body.Length) + (options?.MaxOutputTokens ?? UsualResponse), (bytes, seconds) =>
        {
            var reply = ChatReply.Parse(bytes) with { LatencySeconds = seconds };
            return (reply, reply.PromptTokens + reply.ResponseTokens);
        }, cancellationToken);
}

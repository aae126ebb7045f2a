using ArenaLearning.Contracts.Messages;
using Microsoft.Extensions.AI;

namespace ArenaLearning.Endpoints.Clients;

/// <summary>An answer with all that is known of it.</summary>
/// <param name="Refused">The model declined to answer, and <paramref name="Text"/> is how it says so.</param>
/// <param name="Model">The model that the endpoint says has answered.</param>
/// <param name="Fingerprint">The endpoint's <c>system_fingerprint</c>.</param>
/// <param name="FinishReason">As in OpenAI's API: <c>stop</c>, <c>length</c>, <c>content_filter</c>.</param>
/// <param name="LatencySeconds">Of the request that was answered, without waiting and without failed attempts.</param>
/// <param name="CostUsd">What this answer cost; 0 where it came from the cache.</param>
public sealed record EndpointReply(
    string Text, bool Refused, string? Model, string? Fingerprint, string FinishReason, int PromptTokens, int ResponseTokens,
    double LatencySeconds, decimal CostUsd, bool FromCache)
{
    /// <summary>What a response of any chat client tells; of one from <see cref="EndpointClients"/> it is everything.</summary>
    public static EndpointReply Of(ChatResponse response) => response.RawRepresentation as EndpointReply ?? new(
        response.Text, false, response.ModelId, null, response.FinishReason?.Value ?? "stop",
        (int)(response.Usage?.InputTokenCount ?? 0), (int)(response.Usage?.OutputTokenCount ?? 0), 0, 0, false);

    internal ChatResponse ToChatResponse() => new(new ChatMessage(ChatRole.Assistant, Text))
    {
        ModelId = Model,
        FinishReason = new ChatFinishReason(FinishReason),
        Usage = new() { InputTokenCount = PromptTokens, OutputTokenCount = ResponseTokens, TotalTokenCount = PromptTokens + ResponseTokens },
        RawRepresentation = this,
    };
}

using Microsoft.Extensions.AI;

namespace ArenaLearning.Endpoints.Clients;

/// <summary>An answer with all that is known of it.</summary>
public sealed record EndpointReply
{
    /// <summary>The answer, without the model's thinking unless <see cref="Contracts.Messages.EndpointModel.Thinking"/> keeps it.</summary>
    public required string Text { get; init; }

    /// <summary>The text as it came, whatever stands in it.</summary>
    public required string Raw { get; init; }

    /// <summary>The model declined to answer, and <see cref="Text"/> is how it says so.</summary>
    public bool Refused { get; init; }

    /// <summary>The model that the endpoint says has answered.</summary>
    public string? Model { get; init; }

    /// <summary>The endpoint's <c>system_fingerprint</c>.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>As in OpenAI's API: <c>stop</c>, or <c>length</c> where the answer was cut off at the token limit.</summary>
    public required string FinishReason { get; init; }

    public int PromptTokens { get; init; }

    public int ResponseTokens { get; init; }

    /// <summary>The endpoint did not count tokens, prompt's or response's: these are an estimate.</summary>
    public bool IsEstimated { get; init; }

    /// <summary>Of the request that was answered, without waiting and without failed attempts.</summary>
    public double LatencySeconds { get; init; }

    /// <summary>What this answer cost; 0 where it came from the cache.</summary>
    public decimal CostUsd { get; init; }

    public bool FromCache { get; init; }

    /// <summary>What a response of any chat client tells; of one from <see cref="EndpointClients"/> it is everything.</summary>
    public static EndpointReply Of(ChatResponse response) => response.RawRepresentation as EndpointReply ?? new()
    {
        Text = response.Text,
        Raw = response.Text,
        Model = response.ModelId,
        FinishReason = response.FinishReason?.Value ?? "stop",
        PromptTokens = (int)(response.Usage?.InputTokenCount ?? 0),
        ResponseTokens = (int)(response.Usage?.OutputTokenCount ?? 0),
    };

    internal ChatResponse ToChatResponse() => new(new ChatMessage(ChatRole.Assistant, Text))
    {
        ModelId = Model,
        FinishReason = new ChatFinishReason(FinishReason),
        Usage = new() { InputTokenCount = PromptTokens, OutputTokenCount = ResponseTokens, TotalTokenCount = PromptTokens + ResponseTokens },
        RawRepresentation = this,
    };
}

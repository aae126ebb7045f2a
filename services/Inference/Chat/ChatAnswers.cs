using System.Text.Json.Serialization;

namespace ArenaLearning.Inference.Chat;

/// <summary>The whole answer to a request.</summary>
/// <param name="Created">Unix seconds.</param>
public sealed record ChatCompletion(string Id, long Created, string Model, string SystemFingerprint, IReadOnlyList<ChatChoice> Choices, ChatUsage Usage)
{
    [JsonPropertyName("object"), JsonPropertyOrder(-1)]
    public string Kind { get; } = "chat.completion";
}

/// <param name="FinishReason"><c>stop</c>: the model or a stop sequence ended it. <c>length</c>: the limit or the model's positions did.</param>
public sealed record ChatChoice(
    int Index, ChatMessageBody Message, string FinishReason, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] ChatLogProbs? Logprobs);

public sealed record ChatMessageBody(string Role, string Content, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Refusal = null);

/// <param name="CompletionTokens">Of all choices, without end tokens.</param>
public sealed record ChatUsage(int PromptTokens, int CompletionTokens)
{
    public int TotalTokens => PromptTokens + CompletionTokens;
}

/// <summary>A part of a streamed answer.</summary>
/// <param name="Usage">In the last part, which has no choices.</param>
public sealed record ChatChunk(string Id, long Created, string Model, string SystemFingerprint, IReadOnlyList<ChatChunkChoice> Choices, ChatUsage? Usage = null)
{
    [JsonPropertyName("object"), JsonPropertyOrder(-1)]
    public string Kind { get; } = "chat.completion.chunk";
}

/// <param name="FinishReason">Null until the choice's last part.</param>
public sealed record ChatChunkChoice(
    int Index, ChatDelta Delta, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? FinishReason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] ChatLogProbs? Logprobs);

public sealed record ChatDelta(string? Role = null, string? Content = null);

public sealed record ChatLogProbs(IReadOnlyList<TokenLogProb> Content);

/// <param name="Token">The token's text; a special token by its name.</param>
/// <param name="Logprob">Natural logarithm, by the model's own distribution: temperature 1, all tokens.</param>
/// <param name="Bytes">UTF-8.</param>
public sealed record TokenLogProb(string Token, double Logprob, IReadOnlyList<int> Bytes, IReadOnlyList<TokenLogProb>? TopLogprobs);

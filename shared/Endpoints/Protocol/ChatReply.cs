using System.ComponentModel;
using System.Text;
using System.Text.Json;
using ArenaLearning.Contracts.Formats.Answers;

namespace ArenaLearning.Endpoints.Protocol;

/// <summary>What a reply of <c>chat/completions</c> says, as it is kept in the cache.</summary>
// Said to be immutable, so that the cache hands out one instance instead of a copy for each caller.
[ImmutableObject(true)]
internal sealed record ChatReply
{
    private static readonly string[] ThinkingFields = ["reasoning_content", "reasoning", "thinking"];

    /// <summary>The text as it came, thinking that stands in it included; the refusal where there is one instead.</summary>
    public required string Text { get; init; }

    /// <summary>Thinking that came beside the text; null where there is none.</summary>
    public string? Thoughts { get; init; }

    /// <summary>The model declined to answer, and <see cref="Text"/> is how it says so.</summary>
    public bool Refused { get; init; }

    public string? Model { get; init; }

    public string? Fingerprint { get; init; }

    /// <summary>In OpenAI's words, <c>stop</c>, <c>length</c>, <c>content_filter</c>, <c>tool_calls</c>, or the server's where it is none of these.</summary>
    public required string FinishReason { get; init; }

    /// <summary>As the server counts; 0 where it does not, or not in earnest.</summary>
    public int PromptTokens { get; init; }

    /// <inheritdoc cref="PromptTokens"/>
    public int ResponseTokens { get; init; }

    /// <summary>From sending the request to having read all of the reply.</summary>
    public double LatencySeconds { get; init; }

    /// <summary>The tool that the model called in place of an answer; null where it called none.</summary>
    public string? CalledTool { get; init; }

    /// <exception cref="JsonException">It has no choice with a message.</exception>
    /// <exception cref="ReplyErrorException">The choice is an error.</exception>
    public static ChatReply Parse(JsonElement root)
    {
        var choice = Choice(root);
        if (choice.Field("error") is not null) throw new ReplyErrorException(ServerMessage.Of(choice));
        var message = choice.Field("message") ?? default;
        var finish = InOpenAiWords(choice.Text("finish_reason") ?? choice.Text("stop_reason"));
        if (finish == "error") throw new ReplyErrorException(new("the model's host broke off (finish_reason error)"));
        var parts = MessageParts.Read(message.Field("content") ?? choice.Field("text"));
        if (message.ValueKind != JsonValueKind.Object && parts.Text is null) throw new JsonException("it has no choices[0].message");
        var refusal = string.IsNullOrWhiteSpace(parts.Text) ? message.Text("refusal") : null;
        var thoughts = parts.Thoughts ?? ThinkingFields.Select(field => message.Text(field)).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));
        var text = refusal ?? parts.Text ?? "";
        var usage = TokenUsage.Read(root, isAnswered: text.Length > 0 || thoughts is not null);
        return new()
        {
            Text = text,
            Thoughts = thoughts,
            Refused = refusal is not null,
            Model = root.Text("model"),
            Fingerprint = root.Text("system_fingerprint"),
            FinishReason = finish,
            PromptTokens = usage.Prompt ?? 0,
            ResponseTokens = usage.Response ?? 0,
            CalledTool = CalledToolOf(message),
        };
    }

    /// <summary>Why the reply is no answer, and what to do; null where it is one.</summary>
    public string? Lack()
    {
        if (Refused) return null;
        var (answer, thoughts, unfinished) = Thinking.Split(Text);
        var isEmpty = string.IsNullOrWhiteSpace(answer);
        return FinishReason switch
        {
            "content_filter" => $"was stopped by a content filter{Left(answer)}: change the prompt, or the filter's settings.",
            "tool_calls" or "function_call" => Called(CalledTool),
            _ when isEmpty && CalledTool is not null => Called(CalledTool),
            "length" when unfinished || (isEmpty && (thoughts ?? Thoughts) is not null) => "was still thinking when its tokens were used up: raise max_tokens.",
            "length" when isEmpty => "used up its tokens without a word of an answer: raise max_tokens.",
            _ when unfinished => $"stopped in the middle of its thinking (finish_reason {FinishReason}): raise max_tokens, or ask for less thinking.",
            _ when isEmpty && (thoughts ?? Thoughts) is not null =>
                $"gave its thinking and no answer (finish_reason {FinishReason}): look how its server tells thinking from answers.",
            _ when isEmpty => $"answered without a word (finish_reason {FinishReason}).",
            _ => null,
        };

        static string Left(string answer) => answer.Length == 0 ? "" : $" (\"{(answer.Length > 60 ? answer[..60] + "…" : answer)}\")";
        static string Called(string? tool) =>
            $"called a tool{(tool is null ? "" : $" ({tool})")} and gave no answer: take its tools away, in extra_body or at the server.";
    }

    /// <summary>The text with the thinking that came beside it before it, in the marks that most models use.</summary>
    public string WithThoughts() => Thoughts is null ? Text : $"<think>\n{Thoughts}\n</think>\n\n{Text}";

    /// <summary>Tokens that the server did not count, by the length of what was sent and came; those that it did count stand.</summary>
    /// <param name="requestBytes">Of the request's body.</param>
    public (int Prompt, int Response) TokensOrEstimate(int requestBytes) => (
        PromptTokens > 0 ? PromptTokens : TokenEstimate.Of(requestBytes),
        ResponseTokens > 0 ? ResponseTokens : TokenEstimate.Of(Encoding.UTF8.GetByteCount(Text) + Encoding.UTF8.GetByteCount(Thoughts ?? "")));

    /// <summary>The first choice by its index, where choices have one.</summary>
    private static JsonElement Choice(JsonElement root)
    {
        if (root.Field("choices") is not { ValueKind: JsonValueKind.Array } choices || choices.GetArrayLength() == 0)
            throw new JsonException(root.ValueKind == JsonValueKind.Object
                ? $"it has no choices[0].message, but {string.Join(", ", root.EnumerateObject().Select(field => field.Name).DefaultIfEmpty("nothing"))}"
                : "it has no choices[0].message");
        var first = choices.EnumerateArray().FirstOrDefault(choice => choice.Count("index") == 0);
        return first.ValueKind == JsonValueKind.Undefined ? choices[0] : first;
    }

    private static string? CalledToolOf(JsonElement message)
    {
        if (message.Field("tool_calls") is { ValueKind: JsonValueKind.Array } calls && calls.GetArrayLength() > 0)
            return calls[0].Field("function")?.Text("name") ?? calls[0].Text("name") ?? "without a name";
        return message.Field("function_call") is { } call ? call.Text("name") ?? "without a name" : null;
    }

    private static string InOpenAiWords(string? finish) => finish?.ToLowerInvariant() switch
    {
        null or "" or "stop" or "end_turn" or "eos" or "eos_token" or "stop_sequence" => "stop",
        "length" or "max_tokens" or "max_output_tokens" or "model_length" or "model_context_window_exceeded" => "length",
        "content_filter" or "safety" or "recitation" or "prohibited_content" or "blocklist" or "sensitive" => "content_filter",
        "tool_calls" or "tool_use" or "tool_call" => "tool_calls",
        var other => other,
    };
}

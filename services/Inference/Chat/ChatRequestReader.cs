using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Inference.Http;
using Microsoft.AspNetCore.Http;

namespace ArenaLearning.Inference.Chat;

/// <summary>
/// Reads the body of <c>POST /v1/chat/completions</c>. Each field of OpenAI's is honoured, ignored because it cannot change an answer,
/// or refused: a request is never answered otherwise than it asks.
/// </summary>
internal static class ChatRequestReader
{
    private const double MostTemperature = 2;
    private const int MostTopLogProbs = 20;
    private const int MostStops = 16;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly HashSet<string> Honoured =
    [
        "model", "messages", "temperature", "top_p", "max_tokens", "max_completion_tokens", "seed", "n", "stop", "stream", "stream_options",
        "logprobs", "top_logprobs", "response_format",
    ];

    // About who asks, what is stored and what is paid, or about tools, which there are none of.
    private static readonly HashSet<string> Ignored =
    [
        "user", "metadata", "store", "service_tier", "safety_identifier", "prompt_cache_key", "prompt_cache_retention", "parallel_tool_calls",
    ];

    /// <exception cref="RequestRefusedException">The body is no JSON, or a field cannot be honoured.</exception>
    public static async Task<ChatRequest> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(body, Strict, cancellationToken);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw NoJson("it is no object");
            return Read(new("", document.RootElement));
        }
        catch (JsonException e)
        {
            throw NoJson(e.Message);
        }
        catch (InvalidOperationException)
        {
            // Strings are decoded when they are read: bytes that are no UTF-8 and halves of surrogate pairs come out only then.
            throw NoJson("a string in it is no valid Unicode.");
        }
    }

    private static RequestRefusedException NoJson(string why) => new(
        StatusCodes.Status400BadRequest, $"The body is not the JSON of a request: {why}", RequestRefusedException.InvalidRequest, "invalid_json");

    private static ChatRequest Read(RequestField root)
    {
        foreach (var field in root.Members)
            if (!Honoured.Contains(field.Path) && !Ignored.Contains(field.Path)) RefuseUnlessIdle(field);
        if (root["response_format"]?.Object().Required("type") is { } format && format.Text() != "text")
            throw RequestRefusedException.Unsupported(format.Path, $"'{format.Text()}' is not supported: answers are free text. "
                + "Leave response_format out, and ask for the format in the message.");

        return new(
            root.Required("model").Text(), Messages(root.Required("messages")), root["temperature"]?.Number(0, MostTemperature) ?? 1,
            root["top_p"]?.Number(0, 1) ?? 1, MaxTokens(root), root["seed"]?.Whole(long.MinValue, long.MaxValue),
            (int)(root["n"]?.Whole(1, ChatRequest.MostChoices) ?? 1))
        {
            Stop = Stops(root["stop"]),
            TopLogProbs = LogProbs(root),
            Stream = root["stream"]?.Flag() ?? false,
            IncludeUsage = IncludeUsage(root["stream_options"]?.Object()),
        };
    }

    private static ChatTurn[] Messages(RequestField messages)
    {
        var items = messages.Items();
        return items.Count > 0 ? [.. items.Select(Turn)] : throw RequestRefusedException.Field(messages.Path, "must hold at least one message.");
    }

    private static ChatTurn Turn(RequestField message)
    {
        var role = message.Object().Required("role");
        if (role.Text() is not ("user" or "assistant"))
            throw RequestRefusedException.Unsupported(role.Path, $"is '{role.Text()}', but these models know only 'user' and 'assistant'. "
                + "Put instructions into the user's message.");
        foreach (var field in message.Members)
            if (field.Path[(message.Path.Length + 1)..] is not ("role" or "content" or "name" or "refusal") && !IsEmpty(field.Value))
                throw RequestRefusedException.Unsupported(field.Path, "is not supported: a message is a role and a text.");
        return new(role.Text(), Content(message.Required("content")));
    }

    private static string Content(RequestField content) =>
        content.Value.ValueKind != JsonValueKind.Array ? content.Text() : string.Concat(content.Items().Select(Part));

    private static string Part(RequestField part)
    {
        var type = part.Object().Required("type");
        return type.Text() == "text" ? part.Required("text").Text()
            : throw RequestRefusedException.Unsupported(type.Path, $"is '{type.Text()}', but these models read only text.");
    }

    private static int? MaxTokens(RequestField root)
    {
        var (older, newer) = (root["max_tokens"]?.Whole(1, int.MaxValue), root["max_completion_tokens"]?.Whole(1, int.MaxValue));
        return older is null || newer is null || older == newer ? (int?)(newer ?? older)
            : throw RequestRefusedException.Field("max_tokens", $"is {older}, but max_completion_tokens is {newer}. They mean the same: give one of them.");
    }

    private static string[] Stops(RequestField? stop)
    {
        if (stop is not { } field) return [];
        RequestField[] items = field.Value.ValueKind == JsonValueKind.Array ? [.. field.Items()] : [field];
        if (items.Length > MostStops) throw RequestRefusedException.Field(field.Path, $"must hold at most {MostStops} sequences, has {items.Length}.");
        return [.. items.Select(item => item.Text() is { Length: > 0 } text ? text : throw RequestRefusedException.Field(item.Path, "must not be empty."))];
    }

    private static int? LogProbs(RequestField root)
    {
        var wanted = root["logprobs"]?.Flag() ?? false;
        var top = root["top_logprobs"]?.Whole(0, MostTopLogProbs);
        return wanted ? (int)(top ?? 0) : top is null or 0 ? null
            : throw RequestRefusedException.Field("top_logprobs", "needs logprobs to be true.");
    }

    private static bool IncludeUsage(RequestField? options)
    {
        foreach (var field in options?.Members ?? [])
            if (field.Path is not ("stream_options.include_usage" or "stream_options.include_obfuscation"))
                throw RequestRefusedException.Unsupported(field.Path, "is not supported by this server. Leave it out.");
        return options?["include_usage"]?.Flag() ?? false;
    }

    /// <summary>What would change the answer and is not built may be there only with the value that changes nothing.</summary>
    private static void RefuseUnlessIdle(RequestField field)
    {
        var idle = field.Path switch
        {
            "frequency_penalty" or "presence_penalty" => field.Number(double.MinValue, double.MaxValue) == 0,
            "logit_bias" or "tools" or "functions" => IsEmpty(field.Value),
            "tool_choice" or "function_call" => field.Value.ValueKind == JsonValueKind.String && field.Value.GetString() is "none" or "auto",
            "modalities" => field.Items() is [var only] && only.Text() == "text",
            _ => false,
        };
        if (!idle) throw RequestRefusedException.Unsupported(field.Path, "is not supported by this server. Leave it out.");
    }

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        _ => false,
    };
}

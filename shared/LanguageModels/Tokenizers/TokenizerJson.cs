using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ArenaLearning.LanguageModels.Tokenizers;

/// <summary>A word tokenizer as files that Hugging Face's tokenizers and Transformers read.</summary>
internal static class TokenizerJson
{
    private const string FileName = "tokenizer.json";
    private const string ModelType = "WordLevel";

    /// <summary>The same rendering as <see cref="WordTokenizer.EncodeChat"/>.</summary>
    private const string ChatTemplate = """
        {%- for message in messages -%}
            {%- if message['role'] == 'user' -%}
                {{- '<user>' + message['content'] -}}
            {%- elif message['role'] == 'assistant' -%}
                {{- '<assistant>' + message['content'] + '<eos>' -}}
            {%- else -%}
                {{- raise_exception("This model's dialogues have turns of user and assistant only.") -}}
            {%- endif -%}
        {%- endfor -%}
        {%- if add_generation_prompt -%}
            {{- '<assistant>' -}}
        {%- endif -%}

        """;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static async Task WriteAsync(string folder, IReadOnlyList<string> tokens, int? maxPositions, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var specialTokens = new JsonObject
        {
            ["pad_token"] = SpecialTokens.All[SpecialTokens.Pad],
            ["unk_token"] = SpecialTokens.All[SpecialTokens.Unknown],
            ["eos_token"] = SpecialTokens.All[SpecialTokens.EndOfSequence],
            ["additional_special_tokens"] = new JsonArray(SpecialTokens.All[SpecialTokens.User], SpecialTokens.All[SpecialTokens.Assistant]),
        };
        var config = specialTokens.DeepClone().AsObject();
        config["tokenizer_class"] = "PreTrainedTokenizerFast";
        config["clean_up_tokenization_spaces"] = false;
        if (maxPositions is { } positions)
            config["model_max_length"] = positions;

        await WriteFileAsync(folder, FileName, ToJson(tokens).ToJsonString(Indented) + "\n", cancellationToken).ConfigureAwait(false);
        await WriteFileAsync(folder, "tokenizer_config.json", config.ToJsonString(Indented) + "\n", cancellationToken).ConfigureAwait(false);
        await WriteFileAsync(folder, "special_tokens_map.json", specialTokens.ToJsonString(Indented) + "\n", cancellationToken).ConfigureAwait(false);
        await WriteFileAsync(folder, "chat_template.jinja", ChatTemplate, cancellationToken).ConfigureAwait(false);
    }

    public static async Task<WordTokenizer> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, FileName);
        try
        {
            var json = await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false);
            using var document = JsonDocument.Parse(json, Strict);
            return FromJson(document.RootElement, file);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TokenizerException(file, null, "there is no such file. A checkpoint folder needs its tokenizer: "
                + "copy it from the checkpoint that the model was trained from.", exception);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not UTF-8, or half a surrogate pair.
            throw new TokenizerException(file, null, $"it is not valid JSON: {exception.Message}", exception);
        }
    }

    private static Task WriteFileAsync(string folder, string name, string text, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(Path.Combine(folder, name), text, cancellationToken);

    private static JsonObject ToJson(IReadOnlyList<string> tokens) => new()
    {
        ["version"] = "1.0",
        ["truncation"] = null,
        ["padding"] = null,
        ["added_tokens"] = new JsonArray([.. SpecialTokens.All.Select(AddedToken)]),
        ["normalizer"] = null,
        ["pre_tokenizer"] = new JsonObject
        {
            ["type"] = "Split",
            ["pattern"] = new JsonObject { ["Regex"] = WordTokenizer.Pattern },
            ["behavior"] = "Isolated",
            ["invert"] = false,
        },
        ["post_processor"] = null,
        ["decoder"] = new JsonObject { ["type"] = "Fuse" },
        ["model"] = new JsonObject
        {
            ["type"] = ModelType,
            ["vocab"] = new JsonObject(tokens.Select((token, id) => KeyValuePair.Create(token, (JsonNode?)id))),
            ["unk_token"] = SpecialTokens.All[SpecialTokens.Unknown],
        },
    };

    private static JsonNode AddedToken(string content, int id) => new JsonObject
    {
        ["id"] = id,
        ["content"] = content,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = true,
    };

    private static WordTokenizer FromJson(JsonElement root, string file)
    {
        Require(root, ModelType, file, "model", "type");
        Require(root, SpecialTokens.All[SpecialTokens.Unknown], file, "model", "unk_token");
        Require(root, null, file, "normalizer");
        Require(root, "Split", file, "pre_tokenizer", "type");
        Require(root, WordTokenizer.Pattern, file, "pre_tokenizer", "pattern", "Regex");
        Require(root, "Isolated", file, "pre_tokenizer", "behavior");
        Require(root, "Fuse", file, "decoder", "type");
        return new WordTokenizer(Vocabulary(root, file));
    }

    private static void Require(JsonElement root, string? expected, string file, params string[] path)
    {
        var actual = Find(root, path) is { } element && element.ValueKind != JsonValueKind.Null ? element.ToString() : null;
        if (actual != expected)
            throw new TokenizerException(file, string.Join('.', path), $"it is {Quote(actual)}, but only {Quote(expected)} is supported: "
                + "this program reads the tokenizers that it writes.");
    }

    private static string Quote(string? text) => text is null ? "absent or null" : $"'{text}'";

    private static JsonElement? Find(JsonElement element, string[] path)
    {
        foreach (var key in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(key, out element))
                return null;
        }
        return element;
    }

    private static string[] Vocabulary(JsonElement root, string file)
    {
        const string field = "model.vocab";
        if (Find(root, ["model", "vocab"]) is not { ValueKind: JsonValueKind.Object } vocabulary)
            throw new TokenizerException(file, field, "it is missing or not an object.");
        var tokens = new string?[vocabulary.GetPropertyCount()];
        foreach (var entry in vocabulary.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out var id) || id < 0 || id >= tokens.Length
                || tokens[id] is not null)
                throw new TokenizerException(file, $"{field}['{entry.Name}']", $"its id must be an integer from 0 to {tokens.Length - 1} "
                    + $"that no other token has, but is {entry.Value.GetRawText()}.");
            tokens[id] = entry.Name;
        }
        for (var id = 0; id < SpecialTokens.All.Count; id++)
        {
            if (id >= tokens.Length || tokens[id] != SpecialTokens.All[id])
                throw new TokenizerException(file, field, $"id {id} must be the special token {SpecialTokens.All[id]}.");
        }
        return tokens!;
    }
}

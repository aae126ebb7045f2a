using System.Text.Json;
using System.Text.Json.Nodes;
using ArenaLearning.LanguageModels.Safetensors;
using ArenaLearning.LanguageModels.Tokenizers;

namespace ArenaLearning.LanguageModels.Checkpoints;

/// <summary><c>config.json</c> and <c>generation_config.json</c>, with the keys of Transformers' LlamaConfig and GenerationConfig.</summary>
internal static class ConfigJson
{
    private const string CausalModel = "LlamaForCausalLM";
    private const string RewardModel = "LlamaForTokenClassification";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static JsonObject Write(DecoderConfig config, bool rewardModel, ElementType type)
    {
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray(rewardModel ? RewardModel : CausalModel),
            ["model_type"] = "llama",
            ["vocab_size"] = config.VocabularySize,
            ["hidden_size"] = config.HiddenSize,
            ["intermediate_size"] = config.IntermediateSize,
            ["num_hidden_layers"] = config.Layers,
            ["num_attention_heads"] = config.Heads,
            ["num_key_value_heads"] = config.Heads,
            ["head_dim"] = config.HiddenSize / config.Heads,
            ["max_position_embeddings"] = config.MaxPositions,
            ["rope_theta"] = config.RopeTheta,
            ["rms_norm_eps"] = config.NormEpsilon,
            ["hidden_act"] = "silu",
            ["attention_bias"] = false,
            ["mlp_bias"] = false,
            ["tie_word_embeddings"] = true,
            ["torch_dtype"] = type switch
            {
                ElementType.F16 => "float16",
                ElementType.BF16 => "bfloat16",
                _ => "float32",
            },
            ["bos_token_id"] = null, // said outright: without it LlamaConfig takes 1
            ["eos_token_id"] = SpecialTokens.EndOfSequence,
            ["pad_token_id"] = SpecialTokens.Pad,
        };
        if (rewardModel)
        {
            json["num_labels"] = 1;
            json["id2label"] = new JsonObject { ["0"] = "reward" };
            json["label2id"] = new JsonObject { ["reward"] = 0 };
        }
        return json;
    }

    public static JsonObject WriteGeneration(DecoderConfig config) => new()
    {
        ["bos_token_id"] = null,
        ["eos_token_id"] = SpecialTokens.EndOfSequence,
        ["pad_token_id"] = SpecialTokens.Pad,
        ["max_length"] = config.MaxPositions,
    };

    /// <summary>Reads and checks a configuration.</summary>
    /// <exception cref="CheckpointException">It is damaged, or of a model that the decoder here does not compute.</exception>
    public static (DecoderConfig Config, bool RewardModel) Read(ReadOnlyMemory<byte> utf8, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            return Read(document.RootElement, file);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not UTF-8, or half a surrogate pair.
            throw new CheckpointException(file, $"it is not valid JSON: {exception.Message} Copy the checkpoint again.", exception);
        }
    }

    private static (DecoderConfig Config, bool RewardModel) Read(JsonElement root, string file)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new CheckpointException(file, "it must hold a JSON object. Copy the checkpoint again.");
        var config = new DecoderConfig(
            VocabularySize: Count(root, "vocab_size", file),
            HiddenSize: Count(root, "hidden_size", file),
            IntermediateSize: Count(root, "intermediate_size", file),
            Layers: Count(root, "num_hidden_layers", file),
            Heads: Count(root, "num_attention_heads", file),
            MaxPositions: Count(root, "max_position_embeddings", file),
            RopeTheta: Positive(root, "rope_theta", file),
            NormEpsilon: Positive(root, "rms_norm_eps", file));
        if (config.HiddenSize % config.Heads != 0 || config.HiddenSize / config.Heads % 2 != 0)
            throw new CheckpointException(
                file, $"hidden_size {config.HiddenSize} does not divide into num_attention_heads {config.Heads} parts of even size. "
                + "Rotary embeddings need that: correct the file.");

        var isNamed = root.TryGetProperty("architectures", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == 1;
        var architecture = isNamed ? list[0].ToString() : null;
        if (architecture is not (CausalModel or RewardModel))
            throw Unsupported(file, "architectures", architecture ?? "not one name", $"{CausalModel} or {RewardModel}");
        Require(root, "model_type", "llama", file);
        Require(root, "tie_word_embeddings", "true", file);
        Require(root, "num_key_value_heads", config.Heads.ToString(), file);
        RequireIfPresent(root, "head_dim", (config.HiddenSize / config.Heads).ToString(), file);
        RequireIfPresent(root, "hidden_act", "silu", file);
        RequireIfPresent(root, "attention_bias", "false", file);
        RequireIfPresent(root, "mlp_bias", "false", file);
        RequireIfPresent(root, "rope_scaling", "null", file);
        if (architecture == RewardModel)
            Require(root, "num_labels", "1", file);
        return (config, architecture == RewardModel);
    }

    private static int Count(JsonElement root, string key, string file) =>
        root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count > 0
            ? count
            : throw new CheckpointException(file, $"{key} must be a positive integer, but is {Text(root, key)}. "
                + "Correct the file or copy the checkpoint again.");

    private static double Positive(JsonElement root, string key, string file) =>
        root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number && value.GetDouble() is > 0 and < double.PositiveInfinity
            ? value.GetDouble()
            : throw new CheckpointException(file, $"{key} must be a positive number, but is {Text(root, key)}. Correct the file or copy the checkpoint again.");

    private static void Require(JsonElement root, string key, string expected, string file)
    {
        if (Text(root, key) != expected)
            throw Unsupported(file, key, Text(root, key), expected);
    }

    private static void RequireIfPresent(JsonElement root, string key, string expected, string file)
    {
        if (root.TryGetProperty(key, out _))
            Require(root, key, expected, file);
    }

    private static CheckpointException Unsupported(string file, string key, string actual, string expected) =>
        new(file, $"{key} is {actual}, but only {expected} is supported. Serve this model with an OpenAI-compatible server and name its endpoint instead.");

    private static string Text(JsonElement root, string key) =>
        !root.TryGetProperty(key, out var value) ? "missing" : value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}

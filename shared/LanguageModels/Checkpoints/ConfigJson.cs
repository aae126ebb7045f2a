using System.Text.Json;
using System.Text.Json.Nodes;
using ArenaLearning.LanguageModels.Safetensors;
using ArenaLearning.LanguageModels.Tokenizers;

namespace ArenaLearning.LanguageModels.Checkpoints;

/// <summary><c>config.json</c> and <c>generation_config.json</c>, with the keys of Transformers' LlamaConfig and GenerationConfig, versions 4 and 5.</summary>
internal static class ConfigJson
{
    private const string CausalModel = "LlamaForCausalLM";
    private const string RewardModel = "LlamaForTokenClassification";

    private const string RopeParameters = "rope_parameters";

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
            RopeTheta: RopeTheta(root, file),
            NormEpsilon: Positive(root, "rms_norm_eps", file));
        if (config.HiddenSize % config.Heads != 0 || config.HiddenSize / config.Heads % 2 != 0)
            throw new CheckpointException(
                file,
                $"hidden_size {config.HiddenSize} does not divide into num_attention_heads {config.Heads} parts of even size. "
                + "Rotary embeddings need that: correct the file.");

        var architecture = root.TryGetProperty("architectures", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == 1
            ? list[0].ToString() : null;
        if (architecture is not (CausalModel or RewardModel))
            throw Unsupported(file, "architectures", architecture ?? "not one name", $"{CausalModel} or {RewardModel}");
        Require(root, "model_type", "llama", file);
        Require(root, "tie_word_embeddings", "true", file);
        Require(root, "num_key_value_heads", config.Heads.ToString(), file);
        RequireIfPresent(root, "head_dim", (config.HiddenSize / config.Heads).ToString(), file);
        RequireIfPresent(root, "hidden_act", "silu", file);
        RequireIfPresent(root, "attention_bias", "false", file);
        RequireIfPresent(root, "mlp_bias", "false", file);
        if (root.TryGetProperty("rope_scaling", out var scaling) && !IsDefaultRope(scaling)) Require(root, "rope_scaling", "null", file);
        RequireFullAttention(root, file);
        if (architecture == RewardModel)
            Require(root, "num_labels", "1", file);
        return (config, architecture == RewardModel);
    }

    /// <summary>
    /// Transformers 5 has it in <c>rope_parameters</c>, beside the type of the embeddings, or there once for each type of layer; Transformers 4
    /// beside the other keys.
    /// </summary>
    private static double RopeTheta(JsonElement root, string file)
    {
        if (!root.TryGetProperty(RopeParameters, out var rope) || rope.ValueKind == JsonValueKind.Null) return Positive(root, "rope_theta", file);
        if (rope.ValueKind != JsonValueKind.Object) throw Unsupported(file, RopeParameters, rope.GetRawText(), "an object");
        var ofLayers = rope.EnumerateObject().Where(entry => entry.Value.ValueKind == JsonValueKind.Object).ToList();
        if (ofLayers.Count == 0) return RopeThetaOf(rope, RopeParameters, root, file);
        var thetas = ofLayers.ConvertAll(layers => RopeThetaOf(layers.Value, $"{RopeParameters}.{layers.Name}", root, file));
        return thetas.Distinct().Count() == 1 ? thetas[0]
            : throw Unsupported(file, $"{RopeParameters}.*.rope_theta", string.Join(" and ", thetas.Select(theta => $"{theta}")), "one value for all layers");
    }

    private static double RopeThetaOf(JsonElement rope, string name, JsonElement root, string file)
    {
        if (!IsDefaultRope(rope)) throw Unsupported(file, name, rope.GetRawText(), "rope_type default");
        return rope.TryGetProperty("rope_theta", out _) ? Positive(rope, "rope_theta", file) : Positive(root, "rope_theta", file);
    }

    /// <summary>Whether rotary embeddings are neither stretched nor partial; Transformers 4 says <c>type</c> or null.</summary>
    private static bool IsDefaultRope(JsonElement rope)
    {
        if (rope.ValueKind != JsonValueKind.Object) return rope.ValueKind == JsonValueKind.Null;
        var isWhole = !rope.TryGetProperty("partial_rotary_factor", out var part) || part.ValueKind == JsonValueKind.Null
            || (part.ValueKind == JsonValueKind.Number && part.GetDouble() == 1);
        string[] types = [Text(rope, "rope_type"), Text(rope, "type")];
        return isWhole && types.All(type => type is "default" or "missing" or "null");
    }

    private static void RequireFullAttention(JsonElement root, string file)
    {
        if (!root.TryGetProperty("layer_types", out var types) || types.ValueKind != JsonValueKind.Array) return;
        if (types.EnumerateArray().Select(type => type.ToString()).FirstOrDefault(type => type != "full_attention") is { } other)
            throw Unsupported(file, "layer_types", other, "full_attention");
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

namespace ArenaLearning.LanguageModels.Checkpoints;

/// <summary>The parameters of a Llama decoder, with the names that Hugging Face's LlamaForCausalLM gives them.</summary>
public static class DecoderTensors
{
    /// <summary>The reward model's head, shape [1, hidden].</summary>
    public const string ScoreHead = "score.weight";

    /// <summary>Each parameter's name and shape. The output layer is the embedding, and no tensor of its own.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Shapes(DecoderConfig config, bool scoreHead)
    {
        long hidden = config.HiddenSize, intermediate = config.IntermediateSize;
        yield return ("model.embed_tokens.weight", [config.VocabularySize, hidden]);
        for (var layer = 0; layer < config.Layers; layer++)
        {
            var prefix = $"model.layers.{layer}.";
            yield return (prefix + "input_layernorm.weight", [hidden]);
            yield return (prefix + "self_attn.q_proj.weight", [hidden, hidden]);
            yield return (prefix + "self_attn.k_proj.weight", [hidden, hidden]);
            yield return (prefix + "self_attn.v_proj.weight", [hidden, hidden]);
            yield return (prefix + "self_attn.o_proj.weight", [hidden, hidden]);
            yield return (prefix + "post_attention_layernorm.weight", [hidden]);
            yield return (prefix + "mlp.gate_proj.weight", [intermediate, hidden]);
            yield return (prefix + "mlp.up_proj.weight", [intermediate, hidden]);
            yield return (prefix + "mlp.down_proj.weight", [hidden, intermediate]);
        }
        yield return ("model.norm.weight", [hidden]);
        if (scoreHead)
            yield return (ScoreHead, [1, hidden]);
    }
}

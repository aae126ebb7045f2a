using ArenaLearning.LanguageModels.Checkpoints;

namespace ArenaLearning.LanguageModels.Decoder;

/// <summary>One tensor's place in the flat buffer of all parameters.</summary>
/// <param name="Name">Hugging Face's name, for example <c>model.layers.0.mlp.gate_proj.weight</c>.</param>
/// <param name="Offset">In elements; a multiple of 16, a 64-byte boundary, but where a tensor is a later part of a joined matrix.</param>
public sealed record ParameterSlot(string Name, long[] Shape, long Offset)
{
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);
}

/// <summary>
/// Where each parameter of a decoder lies in one flat buffer: matrices first, norms behind them, so that weight decay
/// is one operation on a prefix. Query, key and value weights follow each other without a gap, as do gate and up, so that each group
/// is one matrix to multiply by.
/// </summary>
public sealed class ParameterLayout
{
    private const int Alignment = 16;
    private readonly Dictionary<string, ParameterSlot> slots = [];

    private ParameterLayout(DecoderConfig config, bool scoreHead)
    {
        long hidden = config.HiddenSize, wide = config.IntermediateSize;
        Add("model.embed_tokens.weight", config.VocabularySize, hidden);
        LayersOffset = TotalCount;
        for (var layer = 0; layer < config.Layers; layer++)
        {
            Join($"model.layers.{layer}.self_attn.q_proj.weight", hidden, hidden);
            Join($"model.layers.{layer}.self_attn.k_proj.weight", hidden, hidden);
            Add($"model.layers.{layer}.self_attn.v_proj.weight", hidden, hidden);
            Add($"model.layers.{layer}.self_attn.o_proj.weight", hidden, hidden);
            Join($"model.layers.{layer}.mlp.gate_proj.weight", wide, hidden);
            Add($"model.layers.{layer}.mlp.up_proj.weight", wide, hidden);
            Add($"model.layers.{layer}.mlp.down_proj.weight", hidden, wide);
        }
        LayersCount = TotalCount - LayersOffset;
        if (scoreHead) Add("score.weight", 1, hidden);
        DecayedCount = TotalCount;
        for (var layer = 0; layer < config.Layers; layer++)
        {
            Add($"model.layers.{layer}.input_layernorm.weight", hidden);
            Add($"model.layers.{layer}.post_attention_layernorm.weight", hidden);
        }
        Add("model.norm.weight", hidden);
    }

    public static ParameterLayout Of(DecoderConfig config, bool scoreHead) => new(config, scoreHead);

    public IReadOnlyCollection<ParameterSlot> Slots => slots.Values;

    /// <summary>Elements of the buffer, alignment gaps included.</summary>
    public long TotalCount { get; private set; }

    /// <summary>Elements at its start that weight decay applies to.</summary>
    public long DecayedCount { get; }

    /// <summary>Where the matrices inside the layers begin; they fill <see cref="LayersCount"/> elements.</summary>
    public long LayersOffset { get; }

    public long LayersCount { get; }

    public ParameterSlot this[string name] => slots[name];

    public bool Contains(string name) => slots.ContainsKey(name);

    private void Add(string name, params long[] shape)
    {
        Join(name, shape);
        TotalCount = (TotalCount + Alignment - 1) / Alignment * Alignment;
    }

    /// <summary>Adds a tensor that the next one follows immediately.</summary>
    private void Join(string name, params long[] shape)
    {
        var slot = new ParameterSlot(name, shape, TotalCount);
        slots.Add(name, slot);
        TotalCount += slot.Count;
    }
}

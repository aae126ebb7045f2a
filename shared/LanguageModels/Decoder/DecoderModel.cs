using ArenaLearning.LanguageModels.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace ArenaLearning.LanguageModels.Decoder;

/// <summary>
/// A Llama-style decoder (arXiv 2302.13971): pre-norm RMSNorm (1910.07467), rotary positions in Hugging Face's half-split
/// order (2104.09864), SwiGLU (2002.05202), tied embeddings. Shapes: B sequences, T tokens, D hidden size, H heads,
/// E = D / H, V vocabulary.
/// </summary>
/// <remarks>
/// Several instances may share one <see cref="DecoderParameters"/>: each holds views of the values and, if it trains,
/// its own gradients. That is how replicas split a batch. An instance is for one thread at a time.
/// </remarks>
public sealed class DecoderModel : IDisposable
{
    private readonly Tensor embedding, finalNorm;
    private readonly Layer[] layers;
    private readonly Tensor? score;
    private readonly Tensor cosine, sine;
    private readonly Scalar epsilon;
    private readonly double scale;
    private readonly List<Tensor> owned = [];

    public DecoderModel(DecoderParameters parameters, bool trainable)
    {
        Config = parameters.Config;
        Device = parameters.Values.device;
        epsilon = (float)Config.NormEpsilon;
        scale = 1 / Math.Sqrt(Config.HiddenSize / Config.Heads);
        using var scope = NewDisposeScope();
        if (trainable)
            Gradients = Own(zeros([parameters.Layout.TotalCount], ScalarType.Float32, Device));

        embedding = View("model.embed_tokens.weight", 1);
        layers = [.. Enumerable.Range(0, Config.Layers).Select(i => new Layer(
            View($"model.layers.{i}.input_layernorm.weight", 1),
            View($"model.layers.{i}.self_attn.q_proj.weight", 3),
            View($"model.layers.{i}.self_attn.o_proj.weight", 1),
            View($"model.layers.{i}.post_attention_layernorm.weight", 1),
            View($"model.layers.{i}.mlp.gate_proj.weight", 2),
            View($"model.layers.{i}.mlp.down_proj.weight", 1)))];
        finalNorm = View("model.norm.weight", 1);
        if (parameters.HasScoreHead) score = View("score.weight", 1);
        (cosine, sine) = RotaryTables();

        // One leaf for `together` tensors of equal width that lie behind each other: [together * rows, columns].
        Tensor View(string name, int together)
        {
            var slot = parameters.Layout[name];
            var shape = slot.Shape.Length == 1 ? slot.Shape : [slot.Shape[0] * together, slot.Shape[1]];
            var view = parameters.Values.narrow(0, slot.Offset, slot.Count * together).view(shape).detach();
            if (Gradients is not null)
            {
                view.requires_grad_(true);
                view.grad = Own(Gradients.narrow(0, slot.Offset, slot.Count * together).view(shape));
            }
            return Own(view);
        }
    }

    public DecoderConfig Config { get; }

    public Device Device { get; }

    /// <summary>[TotalCount]: what backward passes add to; null for a model that does not train.</summary>
    public Tensor? Gradients { get; }

    public bool HasScoreHead => score is not null;

    /// <summary>Final hidden states of right-padded sequences. Padding behind a sequence cannot be seen from inside it.</summary>
    /// <param name="ids">[B, T] int64.</param>
    /// <returns>[B, T, D], normalised.</returns>
    public Tensor Hidden(Tensor ids)
    {
        var (batch, time) = (ids.shape[0], ids.shape[1]);
        var cosine = this.cosine.narrow(0, 0, time);
        var sine = this.sine.narrow(0, 0, time);
        var x = embedding.index_select(0, ids.flatten()).view(batch, time, -1);
        foreach (var layer in layers)
        {
            var (q, k, v) = Project(layer, x, batch, time);
            q = Rotate(q, cosine, sine);
            k = Rotate(k, cosine, sine);
            var mixed = nn.functional.scaled_dot_product_attention(q, k, v, is_casual: true);
            x = Finish(layer, x, mixed, batch, time);
        }
        return Normalise(x, finalNorm);
    }

    /// <summary>
    /// Hidden states of the next tokens of each sequence, given what the cache holds; the cache takes them in.
    /// </summary>
    /// <param name="ids">[B, T] int64; prompts (left-padded, if they are of several lengths) or one token a sequence.</param>
    /// <returns>[B, D]: the last token's state.</returns>
    internal Tensor HiddenOfNext(Tensor ids, IKeyValueCache cache)
    {
        var (batch, time) = (ids.shape[0], ids.shape[1]);
        var (positions, mask) = cache.Advance(time);
        var cosine = this.cosine.index_select(0, positions).view(batch, 1, time, -1);
        var sine = this.sine.index_select(0, positions).view(batch, 1, time, -1);
        var x = embedding.index_select(0, ids.flatten()).view(batch, time, -1);
        for (var i = 0; i < layers.Length; i++)
        {
            var (q, k, v) = Project(layers[i], x, batch, time);
            q = Rotate(q, cosine, sine);
            k = Rotate(k, cosine, sine);
            (k, v) = cache.Append(i, k, v);
            var mixed = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask: mask);
            x = Finish(layers[i], x, mixed, batch, time);
        }
        return Normalise(x.select(1, time - 1), finalNorm);
    }

    /// <param name="hidden">[..., D].</param>
    /// <returns>[..., V]: logits through the tied embedding.</returns>
    public Tensor Logits(Tensor hidden) => hidden.matmul(embedding.t());

    /// <param name="hidden">[..., D].</param>
    /// <returns>[...]: the score head's output.</returns>
    /// <exception cref="InvalidOperationException">The model has no score head.</exception>
    public Tensor Scores(Tensor hidden) =>
        hidden.matmul((score ?? throw new InvalidOperationException("This model has no score head.")).t()).squeeze(-1);

    public void Dispose()
    {
        foreach (var tensor in owned) tensor.Dispose();
    }

    private (Tensor Q, Tensor K, Tensor V) Project(Layer layer, Tensor x, long batch, long time)
    {
        var projected = Normalise(x, layer.AttentionNorm).matmul(layer.QueryKeyValue.t())
            .view(batch, time, 3, Config.Heads, -1).permute(2, 0, 3, 1, 4); // [3, B, H, T, E]
        return (projected.select(0, 0), projected.select(0, 1), projected.select(0, 2));
    }

    private Tensor Finish(Layer layer, Tensor x, Tensor mixed, long batch, long time)
    {
        x = mixed.transpose(1, 2).reshape(batch, time, -1).matmul(layer.AttentionOutput.t()).add(x, Scalars.One);
        var wide = Normalise(x, layer.FeedForwardNorm).matmul(layer.GateUp.t()); // [B, T, 2F]
        var gate = wide.narrow(-1, 0, Config.IntermediateSize);
        var up = wide.narrow(-1, Config.IntermediateSize, Config.IntermediateSize);
        return nn.functional.silu(gate).mul(up).matmul(layer.Down.t()).add(x, Scalars.One);
    }

    private Tensor Normalise(Tensor x, Tensor weight)
    {
        var meanSquare = x.mul(x).mean([-1], keepdim: true);
        return x.mul(meanSquare.add(epsilon, Scalars.One).rsqrt()).mul(weight);
    }

    /// <param name="x">[B, H, T, E].</param>
    private static Tensor Rotate(Tensor x, Tensor cosine, Tensor sine)
    {
        var half = x.shape[^1] / 2;
        var turned = cat([x.narrow(-1, half, half).neg(), x.narrow(-1, 0, half)], -1);
        return x.mul(cosine).add(turned.mul(sine), Scalars.One);
    }

    /// <returns>[MaxPositions, E] each: cosine and sine of position * theta^(-2i/E), both halves alike.</returns>
    private (Tensor Cosine, Tensor Sine) RotaryTables()
    {
        int size = Config.HiddenSize / Config.Heads, half = size / 2;
        var cosine = new float[Config.MaxPositions * size];
        var sine = new float[Config.MaxPositions * size];
        for (var position = 0; position < Config.MaxPositions; position++)
            for (var i = 0; i < size; i++)
            {
                var angle = position * Math.Pow(Config.RopeTheta, -2.0 * (i % half) / size);
                cosine[position * size + i] = (float)Math.Cos(angle);
                sine[position * size + i] = (float)Math.Sin(angle);
            }
        return (Own(Table(cosine)), Own(Table(sine)));

        Tensor Table(float[] values) => tensor(values, [Config.MaxPositions, size], ScalarType.Float32, Device);
    }

    private Tensor Own(Tensor value)
    {
        owned.Add(value.DetachFromDisposeScope());
        return value;
    }

    /// <param name="QueryKeyValue">[3D, D].</param>
    /// <param name="GateUp">[2F, D].</param>
    private sealed record Layer(
        Tensor AttentionNorm, Tensor QueryKeyValue, Tensor AttentionOutput, Tensor FeedForwardNorm, Tensor GateUp, Tensor Down);
}

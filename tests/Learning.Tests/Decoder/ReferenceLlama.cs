using ArenaLearning.LanguageModels.Checkpoints;

namespace ArenaLearning.Learning.Tests.Decoder;

/// <summary>
/// A Llama by the book, one number at a time in double precision: RMSNorm, rotary positions that pair each dimension with the one half a
/// head further, causal attention, SwiGLU, tied embeddings. It shares nothing with the decoder but the names of the weights.
/// </summary>
internal sealed class ReferenceLlama(DecoderConfig config, Func<string, double[]> weights)
{
    public static ReferenceLlama Of(Checkpoint checkpoint)
    {
        var weights = checkpoint.Weights.ToDictionary(weight => weight.Key, weight => weight.Value.Values.Select(value => (double)value).ToArray());
        return new(checkpoint.Config, name => weights[name]);
    }

    /// <returns>For each token the final hidden state, normalised.</returns>
    public double[][] Hidden(int[] ids)
    {
        var embedding = weights("model.embed_tokens.weight");
        double[][] x = [.. ids.Select(id => embedding[(id * config.HiddenSize)..((id + 1) * config.HiddenSize)])];
        for (var layer = 0; layer < config.Layers; layer++)
        {
            var prefix = $"model.layers.{layer}.";
            double[][] normed = [.. x.Select(state => Norm(state, prefix + "input_layernorm.weight"))];
            double[][] q = [.. normed.Select((state, t) => Rotate(Times(prefix + "self_attn.q_proj.weight", state), t))];
            double[][] k = [.. normed.Select((state, t) => Rotate(Times(prefix + "self_attn.k_proj.weight", state), t))];
            double[][] v = [.. normed.Select(state => Times(prefix + "self_attn.v_proj.weight", state))];
            for (var t = 0; t < ids.Length; t++)
            {
                var attended = Times(prefix + "self_attn.o_proj.weight", Attend(q[t], k[..(t + 1)], v[..(t + 1)]));
                x[t] = Plus(x[t], attended);
            }
            for (var t = 0; t < ids.Length; t++)
            {
                var state = Norm(x[t], prefix + "post_attention_layernorm.weight");
                var gate = Times(prefix + "mlp.gate_proj.weight", state);
                var up = Times(prefix + "mlp.up_proj.weight", state);
                double[] wide = [.. gate.Zip(up, (g, u) => g / (1 + Math.Exp(-g)) * u)];
                x[t] = Plus(x[t], Times(prefix + "mlp.down_proj.weight", wide));
            }
        }
        return [.. x.Select(state => Norm(state, "model.norm.weight"))];
    }

    public double[] Logits(double[] hidden) => Times("model.embed_tokens.weight", hidden);

    public double Score(double[] hidden) => Times("score.weight", hidden)[0];

    private double[] Norm(double[] x, string name)
    {
        var scale = 1 / Math.Sqrt(x.Sum(value => value * value) / x.Length + config.NormEpsilon);
        return [.. x.Zip(weights(name), (value, weight) => value * scale * weight)];
    }

    private double[] Times(string name, double[] x)
    {
        var matrix = weights(name);
        var product = new double[matrix.Length / x.Length];
        for (var row = 0; row < product.Length; row++)
        {
            for (var column = 0; column < x.Length; column++)
                product[row] += matrix[row * x.Length + column] * x[column];
        }
        return product;
    }

    private double[] Rotate(double[] x, int position)
    {
        var (size, turned) = (config.HiddenSize / config.Heads, new double[x.Length]);
        for (var head = 0; head < x.Length; head += size)
        {
            for (var i = 0; i < size / 2; i++)
            {
                var angle = position / Math.Pow(config.RopeTheta, 2.0 * i / size);
                var (a, b) = (x[head + i], x[head + i + size / 2]);
                turned[head + i] = a * Math.Cos(angle) - b * Math.Sin(angle);
                turned[head + i + size / 2] = b * Math.Cos(angle) + a * Math.Sin(angle);
            }
        }
        return turned;
    }

    private double[] Attend(double[] query, double[][] keys, double[][] values)
    {
        var (size, mixed) = (config.HiddenSize / config.Heads, new double[query.Length]);
        for (var head = 0; head < query.Length; head += size)
        {
            var likeness = keys.Select(key => Enumerable.Range(head, size).Sum(i => query[i] * key[i]) / Math.Sqrt(size)).ToArray();
            var total = likeness.Sum(Math.Exp);
            for (var i = head; i < head + size; i++)
                mixed[i] = likeness.Select((value, t) => Math.Exp(value) / total * values[t][i]).Sum();
        }
        return mixed;
    }

    private static double[] Plus(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];
}

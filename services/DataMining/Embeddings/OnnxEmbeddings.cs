using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Tokenizers;

namespace ArenaLearning.DataMining.Embeddings;

/// <summary>How the vectors of tokens become one.</summary>
public enum Pooling
{
    /// <summary>The mean over the tokens (gte, e5, all-MiniLM).</summary>
    Mean,
    /// <summary>The first token's (bge).</summary>
    Cls,
}

/// <param name="Model">Path of an ONNX file: inputs <c>input_ids</c> and, where it has them, <c>attention_mask</c> and
/// <c>token_type_ids</c>, each [batch, tokens] of int64; first output [batch, tokens, dimension], or [batch, dimension] where it pools itself.</param>
/// <param name="Vocabulary">Path of the WordPiece <c>vocab.txt</c>; null for the one beside the model.</param>
/// <param name="LowerCase">Whether the model is uncased.</param>
/// <param name="MaximumTokens">Longer texts are cut off.</param>
public sealed record OnnxModel(string Model, string? Vocabulary = null, Pooling Pooling = Pooling.Mean, bool LowerCase = true, int MaximumTokens = 512)
{
    public string VocabularyPath => Vocabulary ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Model))!, "vocab.txt");
}

/// <summary>Embeddings of a BERT-like model in an ONNX file, on the CPU. May be called by several threads.</summary>
public sealed class OnnxEmbeddings : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly OnnxModel model;
    private readonly InferenceSession session;
    private readonly BertTokenizer tokenizer;

    /// <exception cref="InvalidDataException">Model or vocabulary cannot be used; names the file.</exception>
    public OnnxEmbeddings(OnnxModel model)
    {
        this.model = model;
        foreach (var file in new[] { model.Model, model.VocabularyPath })
            if (!File.Exists(file)) throw new InvalidDataException($"{file}: there is no such file; an ONNX model and its WordPiece vocab.txt are needed");
        try
        {
            tokenizer = BertTokenizer.Create(model.VocabularyPath, new BertOptions { LowerCaseBeforeTokenization = model.LowerCase });
            session = new(model.Model);
        }
        catch (Exception e) when (e is OnnxRuntimeException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"{model.Model}: cannot be loaded with {model.VocabularyPath}: {e.Message}");
        }
        if (!session.InputMetadata.ContainsKey("input_ids"))
            throw new InvalidDataException(
                $"{model.Model}: has no input input_ids, but {string.Join(", ", session.InputMetadata.Keys)}: export it for feature extraction");
    }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) => Task.Run(() =>
    {
        var tokens = values.Select(text => tokenizer.EncodeToIds(text, model.MaximumTokens, addSpecialTokens: true, out _, out _)).ToArray();
        return new GeneratedEmbeddings<Embedding<float>>(Run(tokens).Select(vector => new Embedding<float>(vector)));
    }, cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => session.Dispose();

    private float[][] Run(IReadOnlyList<int>[] tokens)
    {
        var width = tokens.Max(row => row.Count);
        long[] ids = new long[tokens.Length * width], mask = new long[ids.Length], types = new long[ids.Length];
        for (var row = 0; row < tokens.Length; row++)
            for (var i = 0; i < tokens[row].Count; i++)
                (ids[row * width + i], mask[row * width + i]) = (tokens[row][i], 1);

        var inputs = new Dictionary<string, OrtValue>();
        try
        {
            foreach (var (name, values) in new[] { ("input_ids", ids), ("attention_mask", mask), ("token_type_ids", types) })
                if (session.InputMetadata.ContainsKey(name))
                    inputs[name] = OrtValue.CreateTensorValueFromMemory(values, [tokens.Length, width]);
            using var run = new RunOptions();
            using var outputs = session.Run(run, inputs, session.OutputNames);
            var shape = outputs[0].GetTensorTypeAndShape().Shape;
            return Pool(outputs[0].GetTensorDataAsSpan<float>(), shape, [.. tokens.Select(row => row.Count)]);
        }
        finally
        {
            foreach (var input in inputs.Values) input.Dispose();
        }
    }

    private float[][] Pool(ReadOnlySpan<float> output, long[] shape, int[] lengths)
    {
        var dimension = (int)shape[^1];
        var pooled = new float[lengths.Length][];
        for (var row = 0; row < lengths.Length; row++)
        {
            pooled[row] = new float[dimension];
            var start = shape.Length == 2 ? row : row * (int)shape[1];
            var tokens = shape.Length == 2 || model.Pooling == Pooling.Cls ? 1 : lengths[row];
            for (var i = 0; i < tokens; i++)
                TensorPrimitives.Add(pooled[row], output.Slice((start + i) * dimension, dimension), pooled[row]);
            TensorPrimitives.Divide(pooled[row], tokens, pooled[row]);
            if (!pooled[row].AsSpan().ContainsAnyExcept(0f))
                throw new InvalidDataException($"{model.Model}: gives an embedding of nothing but zeros: it is broken, or its first output is no embedding");
        }
        return pooled;
    }
}

using System.Numerics.Tensors;

namespace ArenaLearning.DataMining.Embeddings;

/// <summary>Embeddings of unit length, row by row: the dot product of two is their cosine similarity.</summary>
public sealed class EmbeddingMatrix
{
    private readonly float[][] rows;

    /// <param name="rows">Of one length; they are scaled in place. A row of zeros stays: it is like nothing.</param>
    public EmbeddingMatrix(float[][] rows)
    {
        this.rows = rows;
        foreach (var row in rows)
        {
            if (row.Length != rows[0].Length)
                throw new InvalidDataException($"embeddings of {rows[0].Length} and of {row.Length} numbers: use one model for all");
            var norm = TensorPrimitives.Norm<float>(row);
            if (!float.IsFinite(norm)) throw new InvalidDataException("an embedding holds a number that is not finite: the model or endpoint is broken");
            if (norm > 0) TensorPrimitives.Divide(row, norm, row);
        }
    }

    public int Count => rows.Length;

    /// <summary>Numbers in a row; 0 where there are no rows.</summary>
    public int Dimension => rows.Length == 0 ? 0 : rows[0].Length;

    public ReadOnlySpan<float> Row(int index) => rows[index];

    /// <summary>The rows of these indices, in their order.</summary>
    public EmbeddingMatrix Select(IEnumerable<int> indices) => new([.. indices.Select(index => rows[index])]);
}

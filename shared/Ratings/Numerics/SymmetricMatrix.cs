using System.Runtime.CompilerServices;

namespace ArenaLearning.Ratings.Numerics;

/// <summary>A symmetric matrix, of which the lower triangle is kept, row by row.</summary>
internal sealed class SymmetricMatrix(int size)
{
    private readonly double[] values = new double[size * size];

    public int Size => size;

    public double this[int row, int column]
    {
        get => row >= column ? values[row * size + column] : values[column * size + row];
        set => values[row >= column ? row * size + column : column * size + row] = value;
    }

    /// <summary>Columns 0 up to and including the row's own.</summary>
    public Span<double> Row(int row) => values.AsSpan(row * size, row + 1);

    /// <summary>Adds weight * d d^T for d = e_a - e_b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddDifference(int a, int b, double weight)
    {
        values[a * size + a] += weight;
        values[b * size + b] += weight;
        values[a > b ? a * size + b : b * size + a] -= weight;
    }
}

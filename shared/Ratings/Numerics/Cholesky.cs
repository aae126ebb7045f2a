using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ArenaLearning.Ratings.Numerics;

/// <summary>Solves M x = v for a symmetric positive definite M by M = L L^T (Golub and Van Loan, section 4.2).</summary>
internal sealed class Cholesky
{
    private readonly SymmetricMatrix factor;

    /// <param name="matrix">Overwritten with L.</param>
    /// <exception cref="InvalidOperationException">In floating point the matrix is not positive definite.</exception>
    public Cholesky(SymmetricMatrix matrix)
    {
        factor = matrix;
        for (var row = 0; row < matrix.Size; row++)
        {
            var ofRow = matrix.Row(row);
            for (var column = 0; column < row; column++)
            {
                var ofColumn = matrix.Row(column);
                ofRow[column] = (ofRow[column] - Dot(ofRow[..column], ofColumn[..column])) / ofColumn[column];
            }
            var square = ofRow[row] - Dot(ofRow[..row], ofRow[..row]);
            if (!(square > 0))
                throw new InvalidOperationException(
                    "The battles do not determine the ratings to floating-point precision; fit with a larger ridge.");
            ofRow[row] = Math.Sqrt(square);
        }
    }

    /// <param name="x">The right side; overwritten with the solution.</param>
    public void Solve(Span<double> x)
    {
        for (var row = 0; row < factor.Size; row++)
        {
            var ofRow = factor.Row(row);
            x[row] = (x[row] - Dot(ofRow[..row], x[..row])) / ofRow[row];
        }
        for (var row = factor.Size - 1; row >= 0; row--)
        {
            var ofRow = factor.Row(row);
            x[row] /= ofRow[row];
            Subtract(ofRow[..row], x[row], x);
        }
    }

    /// <summary>In a fixed order of additions, whatever the width of the processor's vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ref var startX = ref System.Runtime.InteropServices.MemoryMarshal.GetReference(x);
        ref var startY = ref System.Runtime.InteropServices.MemoryMarshal.GetReference(y);
        var sums = Vector256<double>.Zero;
        var others = Vector256<double>.Zero;
        var i = 0;
        for (; i <= x.Length - 8; i += 8)
        {
            sums += Vector256.LoadUnsafe(ref startX, (nuint)i) * Vector256.LoadUnsafe(ref startY, (nuint)i);
            others += Vector256.LoadUnsafe(ref startX, (nuint)i + 4) * Vector256.LoadUnsafe(ref startY, (nuint)i + 4);
        }
        var sum = Vector256.Sum(sums + others);
        for (; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Subtract(ReadOnlySpan<double> row, double factor, Span<double> x)
    {
        for (var k = 0; k < row.Length; k++) x[k] -= row[k] * factor;
    }
}

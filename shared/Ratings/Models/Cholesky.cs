namespace ArenaLearning.Ratings.Models;

/// <summary>Solves M x = v for a symmetric positive definite M by M = L L^T (Golub and Van Loan, section 4.2).</summary>
internal static class Cholesky
{
    /// <param name="matrix">n x n; overwritten with L.</param>
    /// <exception cref="InvalidOperationException">In floating point the matrix is not positive definite.</exception>
    public static double[] Solve(double[,] matrix, double[] vector)
    {
        var n = vector.Length;
        for (var column = 0; column < n; column++)
        {
            for (var row = column; row < n; row++)
            {
                var sum = matrix[row, column];
                for (var k = 0; k < column; k++) sum -= matrix[row, k] * matrix[column, k];
                if (row == column && !(sum > 0))
                    throw new InvalidOperationException(
                        "The battles do not determine the ratings to floating-point precision; fit with a larger ridge.");
                matrix[row, column] = row == column ? Math.Sqrt(sum) : sum / matrix[column, column];
            }
        }

        var x = new double[n];
        for (var row = 0; row < n; row++)
        {
            var sum = vector[row];
            for (var k = 0; k < row; k++) sum -= matrix[row, k] * x[k];
            x[row] = sum / matrix[row, row];
        }
        for (var row = n - 1; row >= 0; row--)
        {
            var sum = x[row];
            for (var k = row + 1; k < n; k++) sum -= matrix[k, row] * x[k];
            x[row] = sum / matrix[row, row];
        }
        return x;
    }
}

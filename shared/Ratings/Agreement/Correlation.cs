namespace ArenaLearning.Ratings.Agreement;

public static class Correlation
{
    /// <summary>Pearson's: whether differences are in proportion, -1 to 1, whatever the scale.</summary>
    /// <returns>Null where one of the lists is all one value.</returns>
    /// <exception cref="ArgumentException">The lists differ in length or have fewer than two values.</exception>
    public static double? Pearson(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        RatingAgreement.Check(x, y);
        var (meanX, meanY) = (x.Average(), y.Average());
        double products = 0, squaresX = 0, squaresY = 0;
        foreach (var (ofX, ofY) in x.Zip(y))
        {
            products += (ofX - meanX) * (ofY - meanY);
            squaresX += (ofX - meanX) * (ofX - meanX);
            squaresY += (ofY - meanY) * (ofY - meanY);
        }
        return squaresX > 0 && squaresY > 0 ? products / Math.Sqrt(squaresX * squaresY) : null;
    }
}

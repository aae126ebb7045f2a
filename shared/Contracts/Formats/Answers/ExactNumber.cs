using System.Globalization;
using System.Numerics;

namespace ArenaLearning.Contracts.Formats.Answers;

/// <summary>A rational number in lowest terms, denominator above zero: answers are compared without rounding.</summary>
public readonly record struct ExactNumber
{
    private readonly BigInteger denominatorLessOne; // so that the default value is 0/1

    /// <exception cref="DivideByZeroException">The denominator is zero.</exception>
    public ExactNumber(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero) throw new DivideByZeroException();
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        Numerator = numerator / divisor;
        denominatorLessOne = denominator / divisor - 1;
    }

    public BigInteger Numerator { get; }

    public BigInteger Denominator => denominatorLessOne + 1;

    public static ExactNumber operator +(ExactNumber a, ExactNumber b) =>
        new(a.Numerator * b.Denominator + b.Numerator * a.Denominator, a.Denominator * b.Denominator);

    public static ExactNumber operator -(ExactNumber a, ExactNumber b) => a + -b;

    public static ExactNumber operator -(ExactNumber a) => new(-a.Numerator, a.Denominator);

    public static ExactNumber operator *(ExactNumber a, ExactNumber b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    /// <exception cref="DivideByZeroException"><paramref name="b"/> is zero.</exception>
    public static ExactNumber operator /(ExactNumber a, ExactNumber b) => new(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    /// <summary>10 to this power, which may be negative.</summary>
    public static ExactNumber PowerOfTen(int exponent) =>
        exponent < 0 ? new(1, BigInteger.Pow(10, -exponent)) : new(BigInteger.Pow(10, exponent), 1);

    /// <param name="text">Digits with at most one decimal point, for example <c>18.50</c> or <c>.5</c>.</param>
    public static ExactNumber Parse(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = BigInteger.Parse(point < 0 ? text : text.Remove(point, 1), NumberStyles.None, CultureInfo.InvariantCulture);
        return point < 0 ? new(digits, 1) : new(digits, BigInteger.Pow(10, text.Length - point - 1));
    }

    /// <summary>As a decimal where that ends, otherwise as a fraction: <c>18.5</c>, <c>1/3</c>.</summary>
    public override string ToString()
    {
        var places = DecimalPlaces();
        if (places is null) return string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
        if (places == 0) return Numerator.ToString(CultureInfo.InvariantCulture);
        var digits = (BigInteger.Abs(Numerator) * BigInteger.Pow(10, places.Value) / Denominator)
            .ToString(CultureInfo.InvariantCulture).PadLeft(places.Value + 1, '0');
        return $"{(Numerator.Sign < 0 ? "-" : "")}{digits[..^places.Value]}.{digits[^places.Value..]}";
    }

    /// <returns>Digits behind the point that show the number exactly; null where no number of them does.</returns>
    private int? DecimalPlaces()
    {
        var (rest, twos, fives) = (Denominator, 0, 0);
        for (; rest.IsEven; rest /= 2) twos++;
        for (; rest % 5 == 0; rest /= 5) fives++;
        return rest.IsOne ? Math.Max(twos, fives) : null;
    }
}

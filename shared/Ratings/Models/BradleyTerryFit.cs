using ArenaLearning.Ratings.Likelihoods;
using ArenaLearning.Ratings.Numerics;

namespace ArenaLearning.Ratings.Models;

/// <param name="Ridge">
/// Weight of the penalty ridge/2 * sum(x_i^2) over all parameters. It keeps ratings finite where a contestant only wins or
/// only loses, and is far too small to show elsewhere; 0 is the plain likelihood, which then needs battles with a maximum.
/// </param>
/// <param name="MaxIterations">Most Newton steps.</param>
/// <param name="Tolerance">
/// Largest last step, in units of log-strength, that counts as converged. Newton's error after a step is quadratic in
/// it, so 1e-7 leaves about 1e-14. A step is asked for, not a gradient, as it means the same for ten battles as for ten million.
/// </param>
public sealed record BradleyTerryOptions(
    double Ridge = 1e-6, int MaxIterations = 100, double Tolerance = 1e-7, TiesModel Ties = TiesModel.Half)
{
    public static BradleyTerryOptions Default { get; } = new();
}

/// <summary>A fitted Bradley-Terry model.</summary>
/// <param name="Contestants">In ordinal order.</param>
/// <param name="LogStrengths">theta_i = ln(strength of contestant i), with mean 0.</param>
/// <param name="GradientNorm">Largest absolute component of the penalised log-likelihood's gradient there, in battles.</param>
/// <param name="Warnings">What the battles leave undetermined, and what to do about it.</param>
public sealed record BradleyTerryFit(
    IReadOnlyList<string> Contestants, IReadOnlyList<double> LogStrengths, bool Converged, int Iterations,
    double GradientNorm, IReadOnlyList<string> Warnings)
{
    /// <summary>
    /// Parameters beside the log-strengths: ln nu of Davidson's model, or with style control a coefficient for each
    /// feature, in log-odds of one standard deviation of it.
    /// </summary>
    public IReadOnlyList<double> Extra { get; init; } = [];

    /// <summary>Names of <see cref="Extra"/>: <c>log_tie_weight</c>, or those of the style features.</summary>
    public IReadOnlyList<string> ExtraNames { get; init; } = [];

    public TiesModel Ties { get; init; }

    /// <summary>Strengths that sum to 1, in the order of <see cref="Contestants"/>.</summary>
    public IReadOnlyList<double> Strengths()
    {
        var highest = LogStrengths.Max();
        var strengths = LogStrengths.Select(theta => Math.Exp(theta - highest)).ToArray();
        var sum = strengths.Sum();
        return [.. strengths.Select(strength => strength / sum)];
    }

    /// <summary>Elo ratings, in the order of <see cref="Contestants"/>.</summary>
    /// <param name="anchor">Who is fixed; null gives the ratings the mean <see cref="EloScale.Initial"/>.</param>
    /// <exception cref="ArgumentException">The anchor is not among the contestants.</exception>
    public IReadOnlyList<double> Ratings(Anchor? anchor = null)
    {
        var zero = anchor is null ? 0 : LogStrengths[IndexOf(anchor)];
        var offset = anchor?.Rating ?? EloScale.Initial;
        return [.. LogStrengths.Select(theta => offset + (theta - zero) * EloScale.PointsPerLogStrength)];
    }

    /// <summary>
    /// What A scores in a battle with B on average, whether or not the two ever met: P(A wins), and half of P(tie). With
    /// style control, for two answers of the same style.
    /// </summary>
    /// <param name="a">Index into <see cref="Contestants"/>.</param>
    public double ExpectedScore(int a, int b)
    {
        var difference = LogStrengths[a] - LogStrengths[b];
        if (Ties == TiesModel.Half) return Sigmoid.Of(difference);
        var chances = DavidsonLikelihood.Chances(difference, Extra[0]);
        return chances.A + chances.Tie / 2;
    }

    internal int IndexOf(Anchor anchor) => Find(anchor.Contestant) ?? throw new ArgumentException(
        $"The anchor '{anchor.Contestant}' fought no battle. Take one of the contestants as the anchor: "
        + $"{string.Join(", ", Contestants)}.", nameof(anchor));

    /// <exception cref="ArgumentException">The contestant fought no battle.</exception>
    internal int IndexOf(string contestant) =>
        Find(contestant) ?? throw new ArgumentException($"'{contestant}' fought no battle.", nameof(contestant));

    internal double[] Parameters() => [.. LogStrengths, .. Extra];

    private int? Find(string contestant)
    {
        for (var i = 0; i < Contestants.Count; i++)
        {
            if (Contestants[i] == contestant) return i;
        }
        return null;
    }
}

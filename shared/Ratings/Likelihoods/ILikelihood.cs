using ArenaLearning.Ratings.Numerics;
using ArenaLearning.Ratings.Pairs;


namespace ArenaLearning.Ratings.Likelihoods;

/// <summary>
/// A concave log-likelihood of weighted battles. The first parameters are the contestants' log-strengths, of which it
/// sees differences only; behind them come what else a model has (a weight of ties, coefficients of style).
/// </summary>
/// <remarks>An instance serves one thread at a time.</remarks>
internal interface ILikelihood
{
    int Contestants { get; }

    /// <summary>Contestants and the rest.</summary>
    int Parameters { get; }

    double Value(ReadOnlySpan<double> parameters);

    /// <param name="gradient">Overwritten.</param>
    void Gradient(ReadOnlySpan<double> parameters, Span<double> gradient);

    /// <summary>Adds the negative Hessian.</summary>
    void AddInformation(ReadOnlySpan<double> parameters, SymmetricMatrix information);

    /// <summary>Adds, over battles, the outer product of the gradient of one battle's likelihood with itself.</summary>
    void AddScoreProducts(ReadOnlySpan<double> parameters, SymmetricMatrix products);

    /// <summary>Notes who won against whom, at least in part, with the present weights.</summary>
    void AddTo(BattleGraph graph);

    /// <summary>The same battles with weights of its own, for another thread.</summary>
    ILikelihood Copy();

    /// <summary>Gives the rows of the battles other counts.</summary>
    void Reweigh(ReadOnlySpan<long> counts);
}

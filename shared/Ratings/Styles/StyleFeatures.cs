namespace ArenaLearning.Ratings.Styles;

/// <summary>What of an answer is style: its length and how many of each kind of markdown it has.</summary>
public readonly record struct AnswerStyle(double Length, double Headers, double Lists, double Bolds);

/// <summary>
/// The features of style control: for each kind of style (a - b) / (a + b + 1), from -1 to 1, of two answers a and b. After
/// "Does style matter? Disentangling style and substance in Chatbot Arena" (LMSYS, 2024) and Arena-Hard (arXiv 2406.11939). The 1
/// makes the feature 0 where neither answer has any. Each feature is divided by its root mean square over the battles, so
/// that coefficients compare; a mean is not taken off, so that it does not matter who is called A.
/// </summary>
public static class StyleFeatures
{
    public const int Count = 4;

    public static IReadOnlyList<string> Names { get; } = ["length", "headers", "lists", "bold"];

    internal static (double Length, double Headers, double Lists, double Bolds) Of(AnswerStyle a, AnswerStyle b) =>
        (Of(a.Length, b.Length), Of(a.Headers, b.Headers), Of(a.Lists, b.Lists), Of(a.Bolds, b.Bolds));

    private static double Of(double a, double b) => (a - b) / (a + b + 1);
}

namespace ArenaLearning.Ratings.Styles;

/// <summary>What of an answer is style: its length and how many of each kind of markdown it has.</summary>
public readonly record struct AnswerStyle(double Length, double Headers, double Lists, double Bolds);

/// <summary>Kinds of style that may be controlled.</summary>
[Flags]
public enum StyleKinds
{
    Length = 1,
    /// <summary>Headers, lists and bold.</summary>
    Markdown = 2,
    All = Length | Markdown,
}

/// <summary>
/// The features of style control: for each kind of style (a - b) / (a + b + 1), from -1 to 1, of two answers a and b. After
/// "Does style matter? Disentangling style and substance in Chatbot Arena" (LMSYS, 2024) and Arena-Hard (arXiv 2406.11939). The 1
/// makes the feature 0 where neither answer has any. Each feature is divided by its root mean square over the battles, so
/// that coefficients compare; a mean is not taken off, so that it does not matter who is called A.
/// </summary>
public static class StyleFeatures
{
    /// <summary>Names of the features of some kinds, in their order.</summary>
    public static IReadOnlyList<string> Names(StyleKinds kinds) =>
    [
        .. kinds.HasFlag(StyleKinds.Length) ? ["length"] : Array.Empty<string>(),
        .. kinds.HasFlag(StyleKinds.Markdown) ? ["headers", "lists", "bold"] : Array.Empty<string>(),
    ];

    internal static (double Length, double Headers, double Lists, double Bolds) Of(AnswerStyle a, AnswerStyle b) =>
        (Of(a.Length, b.Length), Of(a.Headers, b.Headers), Of(a.Lists, b.Lists), Of(a.Bolds, b.Bolds));

    private static double Of(double a, double b) => (a - b) / (a + b + 1);
}

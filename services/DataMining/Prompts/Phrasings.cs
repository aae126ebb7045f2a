using System.Globalization;
using ArenaLearning.Contracts.Formats;

namespace ArenaLearning.DataMining.Prompts;

/// <summary>
/// The words of the problems: 10 to 16 in each, from a small vocabulary, since a model with a hundred thousand
/// parameters has to read them.
/// </summary>
internal static class Phrasings
{
    public static IReadOnlyList<string> Names { get; } =
        ["Tom", "Ann", "Ben", "Eve", "Sam", "Mia", "Max", "Zoe", "Leo", "Ida", "Jack", "Lily"];

    public static IReadOnlyList<string> Things { get; } =
        ["apples", "books", "cards", "coins", "shells", "eggs", "pens", "nuts", "stamps", "stones", "cups", "beads"];

    // {n} and {m} are two names, {t} is a thing; {a}, {b}, {c} are the operands.
    private static readonly string[] Addition =
    [
        "{n} has {a} {t} and buys {b} more. How many now?",
        "{n} collects {a} {t} and {m} collects {b}. How many together?",
        "{n} finds {a} {t} and then {b} more. How many in all?",
        "A box holds {a} {t} and {n} adds {b}. How many now?",
    ];

    private static readonly string[] Subtraction =
    [
        "{n} has {a} {t} and gives away {b}. How many are left?",
        "{n} had {a} {t} and lost {b}. How many are left?",
        "{n} has {a} {t} and sells {b}. How many are left?",
        "A box holds {a} {t} and {n} takes {b}. How many are left?",
    ];

    private static readonly string[] Multiplication =
    [
        "{n} has {a} boxes with {b} {t} each. How many in all?",
        "{n} buys {a} bags of {b} {t}. How many in all?",
        "{n} fills {a} boxes with {b} {t} each. How many together?",
        "There are {a} rows of {b} {t}. How many in all?",
    ];

    private static readonly string[] TwoStep =
    [
        "{n} has {a} {t}, buys {b} more and gives away {c}. How many are left?",
        "{n} collects {a} {t}, finds {b} more and sells {c}. How many are left?",
        "{n} finds {a} {t} and then {b} more but gives away {c}. How many now?",
        "A box holds {a} {t}, {n} adds {b} and {m} takes {c}. How many are left?",
    ];

    public static IReadOnlyList<string> Of(ArithmeticSkill skill) => skill switch
    {
        ArithmeticSkill.Addition => Addition,
        ArithmeticSkill.Subtraction => Subtraction,
        ArithmeticSkill.Multiplication => Multiplication,
        _ => TwoStep,
    };

    public static string Fill(string phrasing, string name, string otherName, string thing, IReadOnlyList<int> operands)
    {
        var text = phrasing
            .Replace("{n}", name, StringComparison.Ordinal)
            .Replace("{m}", otherName, StringComparison.Ordinal)
            .Replace("{t}", thing, StringComparison.Ordinal);
        for (var i = 0; i < operands.Count; i++)
            text = text.Replace($"{{{(char)('a' + i)}}}", operands[i].ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return text;
    }
}

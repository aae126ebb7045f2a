using ArenaLearning.Ratings.Battles;

namespace ArenaLearning.Ratings.Tests;

/// <summary>
/// Two small sets of battles and the scores that evalica, an independent library, has for them in its own tests: its
/// <c>bradley_terry</c> (strengths that sum to 1, a tie as half a win for both) and its <c>elo</c> (from 1000, K = 4).
/// </summary>
internal sealed record Golden(
    IReadOnlyList<Battle> Battles, IReadOnlyDictionary<string, double> Strengths, IReadOnlyDictionary<string, double> Elo)
{
    public static Golden Named(string name) => name == "food" ? Food : Simple;

    public static Golden Food { get; } = new(
        Parse("""
            Pizza>Sushi Burger<Pasta Tacos>Pizza Sushi<Tacos Burger>Pizza Pasta<Sushi Tacos>Burger Pizza=Pasta
            Sushi<Burger Pasta>Tacos Burger<Sushi Tacos>Pizza Sushi=Pasta Burger>Tacos Pizza<Burger Pasta<Tacos
            Burger<Sushi Tacos>Pasta Pizza<Tacos Sushi>Burger Pasta<Pizza Burger<Sushi Tacos>Pasta Pizza>Sushi
            Sushi<Burger Pasta<Tacos Tacos>Pizza Burger<Pasta Sushi>Tacos Pizza<Burger
            """),
        new Dictionary<string, double>
        {
            ["Tacos"] = 0.43428982771223773,
            ["Sushi"] = 0.19060028489839073,
            ["Burger"] = 0.14797665121689418,
            ["Pasta"] = 0.1281534106031957,
            ["Pizza"] = 0.09897982556928168,
        },
        new Dictionary<string, double>
        {
            ["Tacos"] = 1013.3587771887543,
            ["Sushi"] = 1002.0980590208538,
            ["Burger"] = 998.0260933346951,
            ["Pasta"] = 994.1913058814378,
            ["Pizza"] = 992.325764574259,
        });

    public static Golden Simple { get; } = new(
        Parse("0=1 0<2 0=2 0=4 1>0 1=2 1=2 1=3 2=4 3>0 3>1 3>2 3=4 3=4 4>0 4>3"),
        new Dictionary<string, double>
        {
            ["4"] = 0.34947527489923,
            ["3"] = 0.33688868041573855,
            ["2"] = 0.13168568070110523,
            ["1"] = 0.1311506914535368,
            ["0"] = 0.050799672530389396,
        },
        new Dictionary<string, double>
        {
            ["4"] = 1004.0562423948679,
            ["3"] = 1003.8861974411536,
            ["2"] = 999.9773072285024,
            ["1"] = 999.9771705955386,
            ["0"] = 992.1030823399375,
        });

    /// <summary>Battles as <c>winner&gt;loser</c>, <c>loser&lt;winner</c> or <c>one=other</c>.</summary>
    private static Battle[] Parse(string battles) =>
        [.. battles.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(battle =>
        {
            var at = battle.IndexOfAny(['<', '>', '=']);
            return new Battle(battle[..at], battle[(at + 1)..], battle[at] switch
            {
                '>' => Outcome.AWins,
                '<' => Outcome.BWins,
                _ => Outcome.Tie,
            });
        })];
}

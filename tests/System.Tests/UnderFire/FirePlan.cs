using System.Globalization;

namespace ArenaLearning.System.Tests.UnderFire;

/// <summary>How much goes wrong, as the environment says. Without a word of it: a little, in seconds.</summary>
/// <param name="Seed">Of all that is drawn.</param>
/// <param name="OfEach">How often each fault strikes.</param>
/// <param name="Trains">Whether the campaign is the shipped example's, with training, or one of recorded answers.</param>
public sealed record FirePlan(int Seed, int OfEach, bool Trains)
{
    private const string Variable = "ARENA_TEST_FIRE";

    /// <summary>Whether it is the short form, for every run of the tests.</summary>
    public bool IsShort => OfEach == 0;

    /// <summary><c>ARENA_TEST_FIRE</c>: how often each fault strikes; <c>_SEED</c>; <c>_TRAINS</c>: 1 for a campaign that trains.</summary>
    public static FirePlan FromEnvironment() => new(Number("_SEED", 20261), Number("", 0), Number("_TRAINS", 0) != 0);

    private static int Number(string suffix, int otherwise) =>
        Environment.GetEnvironmentVariable(Variable + suffix) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}

using System.CommandLine;

namespace ArenaLearning.Arena.Commands;

/// <summary>What must hold of the values of options.</summary>
internal static class OptionRules
{
    /// <summary>Where it is given: an empty word, as of a variable that is not set, names no folder.</summary>
    public static void MustNameAFolder(this Option<string> option) =>
        option.MustBe("the name of a folder", path => path is null || !string.IsNullOrWhiteSpace(path));

    /// <param name="rule">Completes "--count must be ...".</param>
    public static void MustBe<T>(this Option<T> option, string rule, Predicate<T?> holds) => option.Validators.Add(result =>
    {
        T? value;
        try
        {
            value = result.GetValueOrDefault<T>();
        }
        catch (InvalidOperationException)
        {
            // What cannot be read at all, the parser has refused in its own words.
            return;
        }
        if (!holds(value)) result.AddError($"{option.Name} must be {rule}");
    });
}

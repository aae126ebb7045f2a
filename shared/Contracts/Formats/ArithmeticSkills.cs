namespace ArenaLearning.Contracts.Formats;

/// <summary>The skills of the arithmetic, and their names in campaign files and prompt sets: listed here alone.</summary>
public static class ArithmeticSkills
{
    public static IReadOnlyList<ArithmeticSkill> All { get; } = Enum.GetValues<ArithmeticSkill>();

    /// <summary>In the order of <see cref="All"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(Name)];

    public static string Name(this ArithmeticSkill skill) => skill switch
    {
        ArithmeticSkill.Addition => "addition",
        ArithmeticSkill.Subtraction => "subtraction",
        ArithmeticSkill.Multiplication => "multiplication",
        ArithmeticSkill.TwoStep => "two_step",
        _ => throw new ArgumentOutOfRangeException(nameof(skill)),
    };

    /// <exception cref="ArgumentException">No skill has this name; the message lists those that exist.</exception>
    public static ArithmeticSkill Parse(string name)
    {
        foreach (var skill in All)
            if (skill.Name() == name) return skill;
        throw new ArgumentException($"there is no skill '{name}': use {string.Join(", ", Names)}");
    }
}

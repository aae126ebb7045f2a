namespace ArenaLearning.DataMining.Prompts;

/// <summary>What a problem asks for. The prompts' category is the snake_case name.</summary>
public enum ArithmeticSkill
{
    /// <summary>a + b, both of two digits.</summary>
    Addition,
    /// <summary>a - b, both of two digits, above zero.</summary>
    Subtraction,
    /// <summary>a * b, a of one digit and b of two.</summary>
    Multiplication,
    /// <summary>a + b - c: an addition whose sum is the first operand of a subtraction.</summary>
    TwoStep,
}

/// <summary>The names of skills in campaign files and prompt sets.</summary>
public static class ArithmeticSkillNames
{
    public static IReadOnlyList<ArithmeticSkill> All { get; } = Enum.GetValues<ArithmeticSkill>();

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
        throw new ArgumentException($"there is no skill '{name}': use {string.Join(", ", All.Select(Name))}");
    }
}

namespace ArenaLearning.Contracts.Formats;

/// <summary>What a generated problem asks for. The prompts' category is its name in <see cref="ArithmeticSkills"/>.</summary>
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

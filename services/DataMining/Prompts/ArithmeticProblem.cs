using System.Globalization;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats;

namespace ArenaLearning.DataMining.Prompts;

/// <summary>One problem in words, with its answer in both styles.</summary>
/// <param name="Operands">a, b and, for two steps, c; in the order in which the question names them.</param>
/// <param name="Split">The split to which every pair of <see cref="Pairs"/> belongs.</param>
/// <param name="Phrasing">Index into the skill's phrasings.</param>
public sealed record ArithmeticProblem(
    ArithmeticSkill Skill, IReadOnlyList<int> Operands, PairSplit Split, int Phrasing, string Question)
{
    private int A => Operands[0];
    private int B => Operands[1];
    private int TensProduct => A * (B / 10 * 10);
    private int OnesProduct => A * (B % 10);

    public int Answer => Skill switch
    {
        ArithmeticSkill.Addition => A + B,
        ArithmeticSkill.Subtraction => A - B,
        ArithmeticSkill.Multiplication => A * B,
        _ => A + B - Operands[2],
    };

    public string Reference => Answer.ToString(CultureInfo.InvariantCulture);

    /// <summary>The answer alone: <c>#### 282</c>.</summary>
    public string Terse => $"#### {Answer}";

    /// <summary>
    /// The answer after its steps: <c>47+35=82 #### 82</c>, <c>82-28=54 #### 54</c>, <c>6*47=240+42=282 #### 282</c>
    /// (product of the tens plus product of the ones) or <c>47+35=82-28=54 #### 54</c>.
    /// </summary>
    public string Worked => Skill switch
    {
        ArithmeticSkill.Addition => $"{A}+{B}={Answer} {Terse}",
        ArithmeticSkill.Subtraction => $"{A}-{B}={Answer} {Terse}",
        ArithmeticSkill.Multiplication => $"{A}*{B}={TensProduct}+{OnesProduct}={Answer} {Terse}",
        _ => $"{A}+{B}={A + B}-{Operands[2]}={Answer} {Terse}",
    };

    /// <summary>
    /// The operand pair of every step. A worked product ends in a sum; where that sum is itself an addition problem
    /// (3*14=30+12), its pair counts too.
    /// </summary>
    public IReadOnlyList<OperandPair> Pairs => PairsOf(Skill, Operands);

    /// <summary>
    /// How hard, for the arena's Hard part: steps + 2 x carries and borrows + (operands + answer) / 100. A product
    /// counts two steps, a carry for a ones product above 9, and the carries of its sum.
    /// </summary>
    public double Difficulty
    {
        get
        {
            var (steps, carries) = Skill switch
            {
                ArithmeticSkill.Addition => (1, Carries(A, B)),
                ArithmeticSkill.Subtraction => (1, Borrows(A, B)),
                ArithmeticSkill.Multiplication => (2, (OnesProduct > 9 ? 1 : 0) + Carries(TensProduct, OnesProduct)),
                _ => (2, Carries(A, B) + Borrows(A + B, Operands[2])),
            };
            return steps + 2 * carries + (Operands.Sum() + Answer) / 100.0;
        }
    }

    public PromptRow ToPromptRow(string id) => new(id, Skill.Name(), [ChatTurn.User(Question)], Reference);

    public SftRow ToSftRow(string id, string split, bool terse) => new(
        [ChatTurn.User(Question), ChatTurn.Assistant(terse ? Terse : Worked)],
        new(id, Skill.Name(), split, terse ? "written answer, terse" : "written answer, worked"));

    internal static IReadOnlyList<OperandPair> PairsOf(ArithmeticSkill skill, IReadOnlyList<int> operands)
    {
        var (a, b) = (operands[0], operands[1]);
        return skill switch
        {
            ArithmeticSkill.Addition => [new('+', a, b)],
            ArithmeticSkill.Subtraction => [new('-', a, b)],
            ArithmeticSkill.Multiplication when a * (b / 10 * 10) <= 99 && a * (b % 10) >= 10 =>
                [new('*', a, b), new('+', a * (b / 10 * 10), a * (b % 10))],
            ArithmeticSkill.Multiplication => [new('*', a, b)],
            _ => [new('+', a, b), new('-', a + b, operands[2])],
        };
    }

    private static int Carries(int a, int b)
    {
        var (carries, carry) = (0, 0);
        for (; a > 0 || b > 0; a /= 10, b /= 10)
        {
            carry = a % 10 + b % 10 + carry > 9 ? 1 : 0;
            carries += carry;
        }
        return carries;
    }

    private static int Borrows(int a, int b) => Carries(a - b, b);
}

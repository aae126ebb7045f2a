using ArenaLearning.Contracts.Formats;
using ArenaLearning.Randomness;

namespace ArenaLearning.DataMining.Prompts;

/// <summary>Draws problems. The same generator state gives the same problem on every machine.</summary>
public static class ArithmeticProblems
{
    /// <summary>Number of phrasings of a skill.</summary>
    public static int PhrasingCount(ArithmeticSkill skill) => Phrasings.Of(skill).Count;

    /// <summary>
    /// A problem whose operand pairs, of every step, all belong to the split, by rejection. Of two steps the
    /// second is drawn like a subtraction and its first operand then split into two addends of two digits.
    /// </summary>
    /// <param name="phrasing">Index of the phrasing; null draws one.</param>
    public static ArithmeticProblem Draw(
        ArithmeticSkill skill, PairSplit split, SplitMix64 random, int? phrasing = null)
    {
        var index = phrasing ?? random.Below(PhrasingCount(skill));
        int[] operands;
        do operands = DrawOperands(skill, random);
        while (!ArithmeticProblem.PairsOf(skill, operands).All(pair => pair.Split == split));

        var name = random.Below(Phrasings.Names.Count);
        var other = (name + random.Between(1, Phrasings.Names.Count - 1)) % Phrasings.Names.Count;
        var thing = random.Below(Phrasings.Things.Count);
        var question = Phrasings.Fill(
            Phrasings.Of(skill)[index], Phrasings.Names[name], Phrasings.Names[other], Phrasings.Things[thing], operands);
        return new(skill, operands, split, index, question);
    }

    /// <summary>Texts in which every word and every sign of questions and answers occurs, for building a tokenizer.</summary>
    public static IEnumerable<string> VocabularyTexts()
    {
        foreach (var skill in ArithmeticSkills.All)
            foreach (var phrasing in Phrasings.Of(skill))
                for (var name = 0; name < Phrasings.Names.Count; name++)
                    foreach (var thing in Phrasings.Things)
                        yield return Phrasings.Fill(
                            phrasing, Phrasings.Names[name], Phrasings.Names[(name + 1) % Phrasings.Names.Count], thing, [12, 34, 56]);
        yield return "47+35=82-28=54 #### 54";
        yield return "6*19=60+54=114 #### 114";
        yield return "0123456789";
    }

    private static int[] DrawOperands(ArithmeticSkill skill, SplitMix64 random)
    {
        switch (skill)
        {
            case ArithmeticSkill.Addition:
                return [random.Between(10, 99), random.Between(10, 99)];
            case ArithmeticSkill.Subtraction:
                var (from, less) = DrawSubtraction(random);
                return [from, less];
            case ArithmeticSkill.Multiplication:
                return [random.Between(3, 9), random.Between(11, 99)];
            default:
                var (sum, taken) = DrawSubtraction(random);
                var first = random.Between(10, sum - 10);
                return [first, sum - first, taken];
        }
    }

    private static (int Minuend, int Subtrahend) DrawSubtraction(SplitMix64 random)
    {
        var minuend = random.Between(20, 99);
        return (minuend, random.Between(10, minuend - 1));
    }
}

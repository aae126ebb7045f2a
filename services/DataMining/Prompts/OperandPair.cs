using ArenaLearning.Randomness;

namespace ArenaLearning.DataMining.Prompts;

/// <summary>Which sets may use an operand pair.</summary>
public enum PairSplit { Training, Validation, Arena }

/// <summary>
/// The two operands of one step. Pairs are held out, not texts: a model that saw <c>47+35</c> in training is not
/// asked for <c>35+47</c> in the arena, in whatever words.
/// </summary>
public readonly record struct OperandPair
{
    // Part of what the example is: another salt makes other splits, and shipped checkpoints have seen this one.
    private const ulong Salt = 0xA2E7A;

    public OperandPair(char operation, int left, int right)
    {
        Operation = operation;
        var commutes = operation != '-';
        (Left, Right) = commutes && left > right ? (right, left) : (left, right);
    }

    public char Operation { get; }

    /// <summary>The smaller operand where the order does not matter.</summary>
    public int Left { get; }
    public int Right { get; }

    /// <summary>By a hash of the pair: about 80% training, 10% validation, 10% arena.</summary>
    public PairSplit Split
    {
        get
        {
            var hash = SplitMix64.Mix(SplitMix64.Mix(SplitMix64.Mix(Salt + Operation) + (ulong)Left) + (ulong)Right);
            return (hash % 10) switch { < 8 => PairSplit.Training, 8 => PairSplit.Validation, _ => PairSplit.Arena };
        }
    }

    public override string ToString() => $"{Left}{Operation}{Right}";
}

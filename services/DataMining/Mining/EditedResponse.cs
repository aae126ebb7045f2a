using System.Text.RegularExpressions;
using ArenaLearning.Randomness;

namespace ArenaLearning.DataMining.Mining;

/// <summary>
/// A right response made wrong in one digit of a result: the reward model sees errors that the contestants no longer
/// make, and knows where they are.
/// </summary>
/// <param name="FirstError">Offset of the changed digit.</param>
public sealed record EditedResponse(string Text, int FirstError)
{
    /// <summary>The contestant's name in the provenance of such a response.</summary>
    public const string Contestant = "edited";

    private static readonly Regex Result = new("(?<==|#### )[0-9]+", RegexOptions.CultureInvariant);

    /// <returns>The edited response; null where there is no result to change.</returns>
    public static EditedResponse? Of(string right, SplitMix64 random)
    {
        var offsets = Result.Matches(right).SelectMany(match => Enumerable.Range(match.Index, match.Length)).ToArray();
        if (offsets.Length == 0) return null;
        var offset = offsets[random.Below(offsets.Length)];
        var digit = right[offset] - '0';
        var changed = (char)('0' + (digit + random.Between(1, 9)) % 10);
        return new(string.Concat(right.AsSpan(0, offset), [changed], right.AsSpan(offset + 1)), offset);
    }
}

using System.Globalization;
using ArenaLearning.DataMining.Import;
using ArenaLearning.Randomness;

namespace ArenaLearning.DataMining.TestSets;

/// <summary>Splits prompts into D0 for the initial model and equal parts D1 to Dn for battles.</summary>
internal static class PromptSplit
{
    /// <summary>
    /// A prompt's place in the order is a hash of the seed and its id, so that it does not depend on the files' order.
    /// Where the parts cannot be equal, earlier ones have one prompt more.
    /// </summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<PoolPrompt> Rows)> Split(IReadOnlyList<PoolPrompt> rows, int initial, int parts, long seed)
    {
        var ordered = rows.OrderBy(row => SplitMix64.Stream(seed, row.Prompt.Id).Next()).ThenBy(row => row.Prompt.Id, StringComparer.Ordinal).ToArray();
        var sets = new List<(string, IReadOnlyList<PoolPrompt>)> { ("D0", ordered[..initial]) };
        var at = initial;
        for (var part = 1; part <= parts; part++)
        {
            var size = (ordered.Length - at) / (parts - part + 1) + ((ordered.Length - at) % (parts - part + 1) > 0 ? 1 : 0);
            sets.Add((string.Create(CultureInfo.InvariantCulture, $"D{part}"), ordered[at..(at + size)]));
            at += size;
        }
        return sets;
    }
}

using ArenaLearning.DataMining.NearDuplicates;

namespace ArenaLearning.DataMining.Cleaning;

/// <summary>In what a length is counted. The paper gives lengths without their unit.</summary>
public enum LengthUnit
{
    /// <summary>Unicode code points, white space at both ends left out.</summary>
    Characters,
    /// <summary>Runs of what is not white space.</summary>
    Words,
}

/// <summary>
/// The settings of the cleaning steps (Arena Learning, arXiv 2407.10627, section on data; where the paper leaves
/// something open, the default says what was chosen).
/// </summary>
/// <param name="MinimumLength">Instructions shorter than this are dropped; 0 keeps all. The paper: 10.</param>
/// <param name="PrefixLength">
/// Of instructions that start with the same so many units, however they are written in upper or lower case, the first is kept; one that is
/// shorter is its own prefix. 0 keeps all. The paper: 10.
/// </param>
/// <param name="PrefixUnit">Words by default: ten characters are no more than "What is th".</param>
/// <param name="NearDuplicates">Null: near duplicates stay.</param>
/// <param name="NearestDropped">For each benchmark item so many of the nearest instructions are dropped. The paper: 5.</param>
/// <param name="ContaminationCutoff">
/// Only instructions with at least this cosine similarity, -1 to 1. Null drops the nearest however far they are, as the paper does.
/// </param>
/// <param name="EnglishOnly">Whether what is not English is dropped.</param>
public sealed record CleaningSettings(
    int MinimumLength = 10, LengthUnit MinimumUnit = LengthUnit.Characters,
    int PrefixLength = 10, LengthUnit PrefixUnit = LengthUnit.Words,
    NearDuplicateSettings? NearDuplicates = null,
    int NearestDropped = 5, double? ContaminationCutoff = null,
    bool EnglishOnly = true);

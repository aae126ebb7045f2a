using System.Runtime.CompilerServices;

namespace ArenaLearning.Learning.Tests.Inference;

/// <summary>A checkpoint that ships in the repository: it multiplies.</summary>
internal static class ShippedCheckpoint
{
    public const string Question = "Zoe has 6 boxes with 47 apples each. How many in all?";

    public const string Answer = "6*47=240+42=282 #### 282";

    public static string Multiplier { get; } = Below("examples/arithmetic/multiplier");

    public static string Storyteller { get; } = Below("examples/arithmetic/storyteller");

    private static string Below(string relative, [CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../..", relative));
}

namespace ArenaLearning.Flywheel.Files;

/// <summary>Where a campaign's models may compute.</summary>
public static class Devices
{
    /// <summary>Takes the GPU where torch finds one.</summary>
    public const string Auto = "auto";

    public static IReadOnlyList<string> Names { get; } = [Auto, "cpu", "cuda"];
}

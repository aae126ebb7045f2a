namespace ArenaLearning.Flywheel.Files;

/// <summary>Where a campaign's models may compute.</summary>
public static class Devices
{
    public static IReadOnlyList<string> Names { get; } = ["auto", "cpu", "cuda"];
}

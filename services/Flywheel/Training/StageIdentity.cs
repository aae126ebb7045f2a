using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Training;

/// <summary>Keys of identity that kinds of stages share.</summary>
internal static class StageIdentity
{
    /// <summary>Of a stage that fights and meets the gate.</summary>
    public static void OfBattles(IStage stage, IdentityKeys keys)
    {
        keys.Add("kind", stage.Kind);
        keys.Add("name", stage.Name);
        keys.Add("iteration", stage.Iteration);
        if (stage.Battles is { } battles)
        {
            keys.Add("prompts", battles.Split);
            keys.Add("samples", battles.Samples);
        }
        if (stage.Gate is { } gate) keys.Add("gate.minimum_gain", gate.MinimumGain);
    }
}

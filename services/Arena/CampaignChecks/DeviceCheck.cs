using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Yaml;
using ArenaLearning.LanguageModels.Native;

namespace ArenaLearning.Arena.CampaignChecks;

/// <summary>Looks for the GPU that a campaign asks for, before it starts. <c>auto</c> and <c>cpu</c> ask for none.</summary>
public static class DeviceCheck
{
    /// <exception cref="FileRefusedException">The campaign asks for CUDA and torch finds no GPU here.</exception>
    public static void Run(CampaignFile campaign)
    {
        if (Asked(campaign).FirstOrDefault(a => a.Device == "cuda") is not { Key: { } key }) return;
        try
        {
            TorchRuntime.Start();
            TorchDevice.Require("cuda");
        }
        catch (NativeTorchException e)
        {
            throw new FileRefusedException([campaign.Problem(key, e.Message)]);
        }
    }

    private static IEnumerable<(string Key, string Device)> Asked(CampaignFile campaign)
    {
        if (campaign.ModelArena is { } arena) return [("device", arena.Device)];
        var spec = campaign.Spec;
        return
        [
            ("device", spec.Device), .. spec.Training.Recipes.Select(recipe => ($"training.{recipe.Key}.device", recipe.Value.Device)),
            .. (spec.Stages ?? []).SelectMany((stage, i) => stage.Models.Select(model => ($"stages.{i}.{model.Key}.device", model.Recipe.Device))),
        ];
    }
}

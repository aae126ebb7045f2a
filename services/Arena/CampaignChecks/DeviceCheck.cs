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
        var training = campaign.Spec.Training;
        return
        [
            ("device", campaign.Spec.Device), ("training.initial.device", training.Initial.Device), ("training.sft.device", training.Sft.Device),
            ("training.dpo.device", training.Dpo.Device), ("training.reward_model.device", training.RewardModel.Device),
            ("training.ppo.device", training.Ppo.Device),
        ];
    }
}

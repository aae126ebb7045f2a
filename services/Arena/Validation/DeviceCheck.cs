using System.Runtime.CompilerServices;
using ArenaLearning.Flywheel.Campaigns;
using ArenaLearning.Flywheel.Yaml;
using ArenaLearning.LanguageModels.Native;

namespace ArenaLearning.Arena.Validation;

/// <summary>Looks for the GPU that a campaign asks for, before it starts. <c>auto</c> and <c>cpu</c> ask for none.</summary>
public static class DeviceCheck
{
    /// <exception cref="FileRefusedException">The campaign asks for CUDA and torch finds no GPU here.</exception>
    public static void Run(CampaignFile campaign)
    {
        var (spec, training) = (campaign.Spec, campaign.Spec.Training);
        (string Key, string Device)[] asked =
        [
            ("device", spec.Device), ("training.initial.device", training.Initial.Device), ("training.sft.device", training.Sft.Device),
            ("training.dpo.device", training.Dpo.Device), ("training.reward_model.device", training.RewardModel.Device),
            ("training.ppo.device", training.Ppo.Device),
        ];
        if (asked.FirstOrDefault(a => a.Device == "cuda") is not { Key: { } key }) return;
        try
        {
            TorchRuntime.Start();
            Find("cuda");
        }
        catch (NativeTorchException e)
        {
            throw new FileRefusedException([campaign.Problem(key, e.Message)]);
        }
    }

    // Apart, so that no TorchSharp type is touched before its natives are there.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Find(string device) => TorchDevice.Of(device);
}

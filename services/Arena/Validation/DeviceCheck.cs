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
        if (campaign.Spec.Device != "cuda") return;
        try
        {
            TorchRuntime.Start();
            Find(campaign.Spec.Device);
        }
        catch (NativeTorchException e)
        {
            throw new FileRefusedException([campaign.Problem("device", e.Message)]);
        }
    }

    // Apart, so that no TorchSharp type is touched before its natives are there.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Find(string device) => TorchDevice.Of(device);
}

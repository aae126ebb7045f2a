using System.Runtime.CompilerServices;
using TorchSharp;

namespace ArenaLearning.LanguageModels.Native;

/// <summary>Where models compute, by the words of campaign files.</summary>
public static class TorchDevice
{
    /// <param name="name"><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</param>
    /// <exception cref="NativeTorchException">There is no such device here; the message says what to do.</exception>
    public static torch.Device Of(string name) => name switch
    {
        "cpu" => torch.CPU,
        "auto" => torch.cuda.is_available() ? torch.CUDA : torch.CPU,
        "cuda" when torch.cuda.is_available() => torch.CUDA,
        "cuda" => throw new NativeTorchException(
            "device is cuda, but torch finds no GPU. Build with -p:Torch=cuda or set "
            + $"{NativeTorch.LibtorchVariable} to a libtorch with CUDA, check the driver with nvidia-smi, or set device to auto or cpu."),
        _ => throw new NativeTorchException($"There is no device '{name}': use auto, cpu or cuda."),
    };

    /// <summary>Looks whether there is such a device. Torch must have been started.</summary>
    /// <inheritdoc cref="Of"/>
    // Not inlined, so that who calls it touches no TorchSharp type before its natives are there.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Require(string name) => Of(name);
}

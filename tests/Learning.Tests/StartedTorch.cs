using ArenaLearning.LanguageModels.Native;
using Xunit;

[assembly: AssemblyFixture(typeof(ArenaLearning.Learning.Tests.StartedTorch))]

namespace ArenaLearning.Learning.Tests;

/// <summary>
/// Torch is loaded before the first test, since no type of TorchSharp may be touched earlier. From several threads at once, as in a
/// service whose first chunks arrive together.
/// </summary>
public sealed class StartedTorch
{
    public StartedTorch() => Parallel.For(0, 8, _ => TorchRuntime.Start());
}

using TorchSharp;
using Xunit;

namespace ArenaLearning.Learning.Tests.Memory;

/// <summary>These tests count the tensors of the whole process, so no other test may run beside them.</summary>
[CollectionDefinition(nameof(LiveTensors), DisableParallelization = true)]
public static class LiveTensors
{
    /// <summary>
    /// Tensors that are neither disposed nor collected, but for those that a collection frees: earlier tests may have left some.
    /// </summary>
    public static long Count()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return torch.Tensor.TotalCount;
    }

    /// <summary>
    /// How many tensors the work leaves undisposed. The garbage collector is held back meanwhile: it would free, and so hide, what
    /// nobody holds any longer. On a busy machine tensors whose disposal is left to it are memory that grows.
    /// </summary>
    public static long LeftBy(Action work)
    {
        work(); // what is made once, at first use, is no leak
        var before = Count();
        Assert.True(GC.TryStartNoGCRegion(200L << 20));
        work();
        var after = torch.Tensor.TotalCount;
        GC.EndNoGCRegion(); // throws where the work needed more and collected after all
        return after - before;
    }
}

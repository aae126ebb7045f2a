using ArenaLearning.LanguageModels.Native;
using TorchSharp;
using Xunit;

namespace ArenaLearning.Learning.Tests.Native;

public sealed class NativeTorchTests
{
    [Fact]
    public void Torch_multiplies_after_loading_from_several_threads_at_once()
    {
        Parallel.For(0, 8, _ => TorchRuntime.Start());
        Assert.Equal([10f, 4f, 22f, 10f], Multiply());
    }

    [Fact]
    public void Torch_is_the_release_that_the_loader_asks_for_and_uses_one_thread()
    {
        TorchRuntime.Start();
        Assert.Equal((NativeTorch.LibtorchVersion, 1), VersionAndThreads());
    }

    [Fact]
    public void No_copy_of_the_binding_is_left_behind()
    {
        NativeTorch.Load();
        var open = File.ReadLines("/proc/self/maps")
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(fields => fields.Length > 5).Select(fields => fields[5]);
        Assert.DoesNotContain(open.Distinct(), path => path.Contains("arena-torch-", StringComparison.Ordinal) && File.Exists(path));
    }

    [Fact]
    public void A_folder_without_libtorch_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        var exception = Assert.Throws<NativeTorchException>(() => LibtorchFolder.FromVariable(folder.Path, []));
        Assert.Contains($"ARENA_LIBTORCH={folder.Path} holds no libtorch_cpu.so", exception.Message);
    }

    [Theory]
    [InlineData("build-version", "2.5.1+cpu\n", "2.5.1+cpu")]
    [InlineData("version.py", "from typing import Optional\n__version__ = '2.9.0+cu128'\n", "2.9.0+cu128")]
    public void Another_release_is_refused(string file, string content, string version)
    {
        using var folder = new TemporaryFolder();
        WriteLibtorch(folder.Path);
        File.WriteAllText(folder.File(file), content);
        var exception = Assert.Throws<NativeTorchException>(() => LibtorchFolder.FromVariable(folder.Path, []));
        Assert.Contains($"is libtorch {version}, but libtorch 2.10 is needed", exception.Message);
    }

    [Fact]
    public void The_folder_above_lib_serves_as_well()
    {
        using var folder = new TemporaryFolder();
        WriteLibtorch(folder.Path);
        File.WriteAllText(folder.File("build-version"), "2.10.0+cpu\n");
        Assert.Equal(folder.File("lib"), LibtorchFolder.FromVariable(folder.Path, []));
    }

    [Fact]
    public void A_second_libtorch_beside_the_applications_own_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var application = new TemporaryFolder();
        WriteLibtorch(folder.Path);
        File.WriteAllText(application.File("libtorch_cpu.so"), "");
        var exception = Assert.Throws<NativeTorchException>(() => LibtorchFolder.FromVariable(folder.Path, [application.Path]));
        Assert.Contains("-p:Torch=none", exception.Message);
    }

    [Fact]
    public void An_application_without_libtorch_names_the_package()
    {
        using var folder = new TemporaryFolder();
        var exception = Assert.Throws<NativeTorchException>(() => LibtorchFolder.FromApplication([folder.Path]));
        Assert.Contains("libtorch-cpu-linux-x64 2.10", exception.Message);
    }

    private static void WriteLibtorch(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "lib"));
        File.WriteAllText(Path.Combine(folder, "lib", "libtorch_cpu.so"), "");
    }

    private static float[] Multiply()
    {
        using var left = torch.tensor(new float[] { 1, 2, 3, 4 }, [2, 2]);
        using var right = torch.tensor(new float[] { 2, 2, 4, 1 }, [2, 2]);
        using var product = left.matmul(right);
        return product.data<float>().ToArray();
    }

    private static (string Version, int Threads) VersionAndThreads() => (torch.__version__[..4], torch.get_num_threads());
}

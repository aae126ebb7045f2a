using ArenaLearning.Chart.Tests.Rendered;
using Xunit;

namespace ArenaLearning.Chart.Tests.Scripts;

public sealed class BackupJobTests
{
    [Fact]
    public async Task The_job_gives_the_script_what_it_reads()
    {
        var job = (await Renderings.OfAsync("bucket")).One("CronJob", "backup");
        var script = (await Renderings.OfAsync("bucket")).One("ConfigMap", "backup").Json["data"]!;
        var container = job.Pod!["spec"]!["containers"]![0]!;

        Assert.Equal(["bash", "/scripts/backup", "/backup"], container["command"]!.AsArray().Select(word => (string?)word));
        Assert.All(["backup", "restore"], name => Assert.Equal(File.ReadAllText(Repository.InChart($"scripts/{name}")), (string?)script[name]));
        Assert.All(container["env"]!.AsArray(), variable => Assert.Contains($"{{{variable!["name"]}:", (string)script["backup"]!, StringComparison.Ordinal));
        Assert.Contains(container["env"]!.AsArray(), variable => (string?)variable!["name"] == "KEEP" && (string?)variable["value"] == "30");
    }
}

using ArenaLearning.Services.Tests.CampaignFiles;
using Xunit;

namespace ArenaLearning.Services.Tests.Containers;

public sealed class DockerfileTests
{
    private static readonly string[] Lines = File.ReadAllLines(CampaignText.RepositoryPath("Dockerfile"));

    /// <summary>Name of a stage and that of what it is made from.</summary>
    private static readonly Dictionary<string, string> Stages = Lines.Select(line => line.Split(' '))
        .Where(words => words is ["FROM", _, "AS", _]).ToDictionary(words => words[3], words => words[1]);

    /// <summary>Else the restored layer lacks packages, and every change of code restores them again.</summary>
    [Fact]
    public void Every_project_is_copied_before_packages_are_restored()
    {
        var root = CampaignText.RepositoryPath(".");
        var projects = new[] { "shared", "services" }.SelectMany(folder => Directory.GetDirectories(Path.Combine(root, folder)))
            .SelectMany(folder => Directory.GetFiles(folder, "*.csproj")).Select(path => Path.GetRelativePath(root, path)).ToArray();

        Assert.True(projects.Length > 15);
        Assert.All(projects, project => Assert.Contains($"COPY {project} {Path.GetDirectoryName(project)}/", Lines));
    }

    [Fact]
    public void Every_image_that_the_compose_file_builds_is_a_target_without_root() => Assert.All(ComposeFile.Own, service =>
    {
        var target = ((string)ComposeFile.Mapping(service.Value["build"])["target"]).Split(":-")[^1].TrimEnd('}');
        Assert.Contains(target, Stages.Keys);
        Assert.Equal("runtime", Origin(target));
        Assert.EndsWith($"/{target}:${{ARENA_TAG:-dev}}", ((string)service.Value["image"]).Replace($"${{ARENA_{service.Key.ToUpperInvariant()}:-{target}}}",
            target, StringComparison.Ordinal), StringComparison.Ordinal);
    });

    [Fact]
    public void What_all_images_are_made_from_has_a_user_without_rights()
    {
        Assert.Contains("USER 1654:1654", Lines);
        Assert.DoesNotContain(Lines, line => line.StartsWith("USER", StringComparison.Ordinal) && line != "USER 1654:1654");
        Assert.All(Stages.Values.Where(from => !Stages.ContainsKey(from)), image => Assert.Matches(@":[0-9]+\.[0-9]+$", image));
    }

    private static string Origin(string stage) => Stages[stage] is var from && Stages.ContainsKey(from) ? Origin(from) : stage;
}

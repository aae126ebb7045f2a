using System.Text.RegularExpressions;
using ArenaLearning.Services.Tests.CampaignFiles;
using ArenaLearning.Settings;
using Xunit;

namespace ArenaLearning.Services.Tests.Containers;

public sealed partial class ComposeFileTests
{
    [Fact]
    public void Nothing_has_rights_that_it_does_not_need() => Assert.All(ComposeFile.Services, service =>
    {
        var (name, keys) = service;
        Assert.True((string)keys["read_only"] == "true", $"{name} can write to its root");
        Assert.Equal(["ALL"], ComposeFile.Words(keys, "cap_drop"));
        Assert.Equal(["no-new-privileges:true"], ComposeFile.Words(keys, "security_opt"));
        Assert.Matches(NumericUser(), (string)keys["user"]);
        Assert.DoesNotContain("privileged", keys.Keys);
    });

    [Fact]
    public void Images_have_versions_and_ports_are_those_of_this_machine_alone() => Assert.All(ComposeFile.Services, service =>
    {
        var image = (string)service.Value["image"];
        Assert.Matches(service.Value.ContainsKey("build") ? OwnImage() : VersionedImage(), image);
        Assert.All(ComposeFile.Words(service.Value, "ports"), port => Assert.StartsWith("${ARENA_BIND:-127.0.0.1}:", port, StringComparison.Ordinal));
    });

    [Fact]
    public void Everything_that_runs_says_how_it_is_and_waits_for_what_it_needs()
    {
        var running = ComposeFile.Services.Where(service => service.Key != "arena").ToArray();
        Assert.All(running, service => Assert.Contains("healthcheck", service.Value.Keys));
        Assert.All(
            running.Where(service => service.Value.ContainsKey("depends_on")).SelectMany(service => ComposeFile.Mapping(service.Value["depends_on"])),
            need =>
            {
                Assert.Contains(need.Key, ComposeFile.Services.Keys);
                Assert.Equal("service_healthy", ComposeFile.Mapping(need.Value)["condition"]);
            });
        Assert.All(
            running.Where(service => ComposeFile.Environment(service.Value).ContainsKey("ARENA_BUS_FILE")),
            service => Assert.Contains("rabbitmq", ComposeFile.Mapping(service.Value["depends_on"]).Keys));
    }

    [Fact]
    public void Every_service_of_the_repository_is_there_and_is_told_settings_that_exist()
    {
        var known = KnownSettings.All.SelectMany(setting => new[] { setting.Variable, setting.FileVariable }).OfType<string>().ToHashSet();

        Assert.Equal(
            Directory.GetDirectories(CampaignText.RepositoryPath("services")).Select(folder => Path.GetFileName(folder).ToLowerInvariant()).Order(),
            ComposeFile.Own.Select(service => service.Key.Replace("-", "", StringComparison.Ordinal)).Order());
        Assert.All(
            ComposeFile.Own.SelectMany(service => ComposeFile.Environment(service.Value).Keys)
                .Where(name => name.StartsWith("ARENA_", StringComparison.Ordinal)),
            name => Assert.Contains(name, known));
    }

    /// <summary>An environment is seen by whoever may inspect a container.</summary>
    [Fact]
    public void Secrets_are_in_files_outside_the_repository_and_in_no_environment()
    {
        Assert.All(ComposeFile.Secrets, secret => Assert.Matches(SecretFile(), secret.Value));
        // The key of who runs the command line is theirs to hand on, for that one run.
        Assert.All(ComposeFile.Own.SelectMany(service => ComposeFile.Environment(service.Value).Keys), name =>
            Assert.DoesNotContain(KnownSettings.All, setting => setting.Secret && setting.Variable == name && setting != KnownSettings.Key));
        Assert.All(ComposeFile.Services, service => Assert.All(
            ComposeFile.Environment(service.Value).Values.OfType<string>().Where(value => value.StartsWith("/run/secrets/", StringComparison.Ordinal)),
            path => Assert.Contains(Path.GetFileName(path), ComposeFile.Words(service.Value, "secrets"))));
        Assert.All(
            ComposeFile.Services.SelectMany(service => ComposeFile.Words(service.Value, "secrets")), name => Assert.Contains(name, ComposeFile.Secrets.Keys));
    }

    [GeneratedRegex(@"^(\$\{ARENA_USER:-)?[1-9][0-9]*:[0-9]+\}?$")]
    private static partial Regex NumericUser();

    [GeneratedRegex(@"^arena-learning/[^:]*(\$\{[A-Z_]+:-[a-z-]+\})?:\$\{ARENA_TAG:-dev\}$")]
    private static partial Regex OwnImage();

    [GeneratedRegex(@"^[a-z/-]+:v?[0-9]+\.[0-9]+(\.[0-9]+)?(-[a-z]+)?$")]
    private static partial Regex VersionedImage();

    [GeneratedRegex(@"^\$\{ARENA_SECRETS(:\?[^}]+)?\}/[a-z.-]+$")]
    private static partial Regex SecretFile();
}

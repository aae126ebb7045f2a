using System.Diagnostics;
using System.Runtime.Versioning;
using ArenaLearning.Endpoints.Redis;
using ArenaLearning.Hosting.Access;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Postgres;
using ArenaLearning.Services.Tests.CampaignFiles;
using Xunit;

namespace ArenaLearning.Services.Tests.Containers;

/// <summary><c>compose/secrets.sh</c>, which makes what <c>docker-compose.yml</c> takes.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SecretsScriptTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task It_makes_every_secret_of_the_compose_file_in_the_form_that_services_read()
    {
        Assert.Equal(0, (await RunAsync(Folder)).Code);

        Assert.All(ComposeFile.Secrets.Keys, name => Assert.True(File.Exists(PathOf(name)), name));
        Assert.Equal("RabbitMQ at rabbitmq:5672", BusSettings.Parse(Read("bus")).ToString());
        Assert.Equal("redis:6379", RedisAddress.Read(Read("redis"))!.ToString());
        Assert.Equal("PostgreSQL at postgres:5432, database arena", PostgresAddress.Parse(Read("ledger")).ToString());
        Assert.Contains(Read("postgres-password"), Read("ledger"), StringComparison.Ordinal);
        var keys = KeysFile.Read(PathOf("keys"));
        Assert.Equal([KeyRole.Reader, KeyRole.Operator, KeyRole.Admin], keys.Select(key => key.Role));
        Assert.All(keys, key => Assert.Equal(key.Sha256, KeysFile.HashOf(Read($"{key.Name}.key"))));
        Assert.DoesNotContain(Read("admin.key"), Read("keys"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Others_of_the_machine_see_nothing_and_what_is_there_is_kept()
    {
        await RunAsync(Folder);
        var before = Directory.GetFiles(Folder).Order().Select(File.ReadAllText).ToArray();

        Assert.Equal(0, (await RunAsync(Folder)).Code);

        Assert.Equal(before, Directory.GetFiles(Folder).Order().Select(File.ReadAllText));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(PathOf("admin.key")));
        Assert.Equal(before.Length, before.Distinct().Count());
    }

    [Fact]
    public async Task Half_of_a_pair_and_a_folder_in_the_repository_are_refused()
    {
        await RunAsync(Folder);
        File.Delete(PathOf("ledger"));

        Assert.Equal(
            (2, $"secrets: {Folder} has some of postgres-password ledger, and not all: restore the others, or delete these\n"), await RunAsync(Folder));
        var (code, said) = await RunAsync(CampaignText.RepositoryPath("tests"));
        Assert.Equal(2, code);
        Assert.Contains("is in the repository: name a folder outside it", said, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private string Folder => Path.Combine(folder.Path, "secrets");

    private string PathOf(string name) => Path.Combine(Folder, name);

    private string Read(string name) => File.ReadAllText(PathOf(name)).Trim();

    private static async Task<(int Code, string Problems)> RunAsync(string folder)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", [CampaignText.RepositoryPath("compose/secrets.sh"), folder])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var said = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var problems = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await said;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, problems);
    }
}

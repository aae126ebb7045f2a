using System.Diagnostics;
using ArenaLearning.Chart.Tests.Rendered;
using ArenaLearning.Endpoints.Redis;
using ArenaLearning.Hosting.Access;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Postgres;
using Xunit;

namespace ArenaLearning.Chart.Tests.Manifests;

/// <summary><c>k8s/</c>: the chart for those who do without Helm.</summary>
public sealed class PlainManifestTests
{
    private static readonly string Committed = Repository.PathOf("k8s/manifests");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_are_what_the_chart_renders()
    {
        var folder = Directory.CreateTempSubdirectory("manifests-");
        try
        {
            await RunAsync("render.sh", folder.FullName);

            static IEnumerable<string?> Names(string path) => Directory.GetFiles(path).Select(Path.GetFileName).Order(StringComparer.Ordinal);
            foreach (var name in Names(folder.FullName))
                await StoredText.CompareAsync(
                    Path.Combine(Committed, name!), await File.ReadAllTextAsync(Path.Combine(folder.FullName, name!), Token));
            Assert.Equal(Names(folder.FullName), Names(Committed));
            Assert.Equal(
                Names(Committed).Select(name => $"manifests/{name}"),
                YamlNodes.Read(await File.ReadAllTextAsync(Repository.PathOf("k8s/kustomization.yaml"), Token)).Single()["resources"]!
                    .AsArray().Select(resource => (string?)resource));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Their_secrets_have_every_key_that_pods_read_in_the_form_in_which_it_is_read()
    {
        var secrets = RenderedChart.Parse(await RunAsync("secrets.sh")).Objects.ToDictionary(secret => secret.Name, secret => secret.Json["stringData"]!);
        var made = RenderedChart.Parse(string.Join("\n---\n", Directory.GetFiles(Committed).Select(File.ReadAllText))).Pods.ToArray();

        Assert.Equal(["arena-access", "arena-connections", "arena-keys"], secrets.Keys.Order(StringComparer.Ordinal));
        var read = made.SelectMany(pod => pod.Pod["volumes"]!.AsArray())
            .SelectMany(volume => volume!["projected"]?["sources"]?.AsArray() ?? [volume.DeepClone()])
            .Select(source => source!["secret"]).OfType<System.Text.Json.Nodes.JsonNode>().ToArray();
        Assert.True(read.Length > 10);
        Assert.All(read, secret => Assert.All(secret["items"]!.AsArray(), item =>
            Assert.NotNull(secrets[(string)(secret["name"] ?? secret["secretName"])!][(string)item!["key"]!])));

        var connections = secrets["arena-connections"];
        Assert.Equal("RabbitMQ at arena-rabbitmq:5672", BusSettings.Parse($"{connections["bus"]}").ToString());
        Assert.Equal("arena-redis:6379", RedisAddress.Read($"{connections["redis"]}")!.ToString());
        Assert.Equal("PostgreSQL at arena-postgresql:5432, database arena", PostgresAddress.Parse($"{connections["ledger"]}").ToString());
        Assert.Contains($":{connections["postgres-password"]}@", $"{connections["ledger"]}", StringComparison.Ordinal);
        Assert.Equal($"requirepass {connections["redis-password"]}\n", $"{connections["redis-auth.conf"]}");
        var keys = KeysFile.Parse($"{secrets["arena-keys"]["keys"]}".Split('\n'), "keys");
        Assert.Equal([KeyRole.Reader, KeyRole.Operator, KeyRole.Admin], keys.Select(key => key.Role));
        Assert.All(keys, key => Assert.Equal(KeysFile.HashOf($"{secrets["arena-access"][key.Name]}"), key.Sha256));
    }

    /// <summary>The chart's own secret has the same keys, so that one can take the place of the other.</summary>
    [Fact]
    public async Task The_chart_makes_the_same_secrets()
    {
        var secrets = RenderedChart.Parse(await RunAsync("secrets.sh")).Objects;
        var chart = await Renderings.WithAsync("inference.enabled=true", "inference.checkpoints={/checkpoints/one}");

        foreach (var name in new[] { "connections", "access", "keys" })
            Assert.Equal(
                Keys(chart.Objects.Single(made => made.Kind == "Secret" && made.Name == $"{Renderings.Full}-{name}")),
                Keys(secrets.Single(made => made.Name == $"arena-{name}")));

        static IEnumerable<string> Keys(RenderedObject secret) => secret.Json["stringData"]!.AsObject().Select(key => key.Key).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void No_secret_is_committed() =>
        Assert.All(Directory.GetFiles(Committed), path => Assert.DoesNotContain("kind: Secret\n", File.ReadAllText(path), StringComparison.Ordinal));

    private static async Task<string> RunAsync(string script, params string[] arguments)
    {
        // Skips where there is none.
        var helm = HelmProgram.Required();
        using var process = Process.Start(new ProcessStartInfo("bash", [Repository.PathOf($"k8s/{script}"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["HELM"] = helm },
        })!;
        var (said, problems) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode == 0, await problems);
        return await said;
    }
}

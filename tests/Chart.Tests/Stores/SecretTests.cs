using System.Text;
using ArenaLearning.Chart.Tests.Rendered;
using ArenaLearning.Endpoints.Redis;
using ArenaLearning.Hosting.Access;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Postgres;
using Xunit;

namespace ArenaLearning.Chart.Tests.Stores;

/// <summary>Passwords, addresses and keys that the chart makes, as services and stores read them, and that an upgrade keeps them.</summary>
public sealed class SecretTests
{
    private static readonly string[] Roles = ["reader", "operator", "admin"];

    [Fact]
    public async Task Addresses_are_those_that_services_read_and_name_services_that_are_there()
    {
        var chart = await Renderings.DefaultAsync();
        var secret = chart.One("Secret", "connections");
        string Read(string key) => secret.Text($"stringData.{key}")!;

        Assert.Equal($"RabbitMQ at {Renderings.Full}-rabbitmq:5672", BusSettings.Parse(Read("bus")).ToString());
        Assert.Equal($"{Renderings.Full}-redis:6379", RedisAddress.Read(Read("redis"))!.ToString());
        Assert.Equal($"PostgreSQL at {Renderings.Full}-postgresql:5432, database arena", PostgresAddress.Parse(Read("ledger")).ToString());
        Assert.All(["rabbitmq", "redis", "postgresql"], name => Assert.Equal($"{Renderings.Full}-{name}", chart.One("Service", name).Name));
        // Both ends of a connection say the same.
        Assert.All([("bus", "rabbitmq-password"), ("bus-management", "rabbitmq-password"), ("redis", "redis-password"), ("ledger", "postgres-password")],
            pair => Assert.Contains($":{Read(pair.Item2)}@", Read(pair.Item1), StringComparison.Ordinal));
        Assert.EndsWith($"requirepass {Read("redis-password")}\n", secret.Json["stringData"]!["redis-auth.conf"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            $"default_user = arena\ndefault_pass = {Read("rabbitmq-password")}\n", secret.Json["stringData"]!["rabbitmq-user.conf"]!.ToString());
        Assert.Equal(3, new[] { "rabbitmq-password", "redis-password", "postgres-password" }.Select(Read).Distinct().Count(password => password.Length == 32));
    }

    [Fact]
    public async Task Services_see_the_hashes_of_the_keys_and_nobody_sees_the_keys_but_the_test()
    {
        var chart = await Renderings.DefaultAsync();
        var (access, keys) = (Secret(chart, "access"), Secret(chart, "keys"));

        var let = KeysFile.Parse(keys["keys"].Split('\n'), "keys");
        Assert.Equal(Roles.Order(StringComparer.Ordinal), let.Select(key => key.Name).Order(StringComparer.Ordinal));
        Assert.All(let, key =>
        {
            Assert.Equal(key.Name, KeysFile.WordOf(key.Role));
            Assert.Equal(KeysFile.HashOf(access[key.Name]), key.Sha256);
        });
        Assert.All(chart.Pods.Where(pod => pod.Maker.Kind != "Pod"), pod =>
            Assert.DoesNotContain($"{Renderings.Full}-access", pod.Pod.ToJsonString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_opens_data_that_stay_stays_too()
    {
        var chart = await Renderings.OfAsync("bucket");

        Assert.All(
            chart.Objects.Where(made => made.Kind == "PersistentVolumeClaim"
                || (made.Kind == "Secret" && !made.Name.EndsWith("-keys", StringComparison.Ordinal))),
            made => Assert.Equal("keep", (string?)made.At("metadata.annotations")?["helm.sh/resource-policy"]));
    }

    [Fact]
    public async Task An_upgrade_keeps_what_is_there_and_makes_what_is_not()
    {
        using var cluster = new ClusterOfSecrets(new()
        {
            [$"{Renderings.Full}-connections"] = new() { ["rabbitmq-password"] = "kept-password", ["redis-password"] = "" },
            // As an editor leaves it.
            [$"{Renderings.Full}-access"] = new() { ["operator"] = "arena_kept\n" },
        });

        var chart = await cluster.RenderAsync();

        var (connections, access, keys) = (Secret(chart, "connections"), Secret(chart, "access"), Secret(chart, "keys"));
        Assert.Equal("kept-password", connections["rabbitmq-password"]);
        Assert.Contains(":kept-password@", connections["bus"], StringComparison.Ordinal);
        Assert.Equal(32, connections["redis-password"].Length);
        Assert.Equal("arena_kept", access["operator"]);
        Assert.Contains($"operator operator {KeysFile.HashOf("arena_kept")}\n", keys["keys"], StringComparison.Ordinal);
        Assert.StartsWith("arena_", access["reader"], StringComparison.Ordinal);

        // Once more, with what came of it.
        using var later = new ClusterOfSecrets(chart.Objects.ToDictionary(made => made.Name, made => Values(made)));
        Assert.Equal(chart.Objects.Select(made => made.Yaml), (await later.RenderAsync()).Objects.Select(made => made.Yaml));
    }

    /// <summary>Without a cluster to ask, a rendering of secrets of one's own says the same each time.</summary>
    [Fact]
    public async Task With_secrets_of_ones_own_nothing_is_made_up()
    {
        string[] settings = ["connections.existingSecret=stores", "access.existingSecret=access", "access.testSecret=operator"];

        var chart = await Renderings.WithAsync(settings);

        Assert.DoesNotContain(chart.Objects, made => made.Kind == "Secret");
        Assert.Equal(chart.Text, (await Renderings.WithAsync(settings)).Text);
    }

    private static Dictionary<string, string> Secret(RenderedChart chart, string name) =>
        Values(chart.Objects.Single(made => made.Kind == "Secret" && made.Name == $"{Renderings.Full}-{name}"));

    private static Dictionary<string, string> Values(RenderedObject secret) =>
        secret.Json["stringData"]!.AsObject().ToDictionary(key => key.Key, key => key.Value!.ToString());
}

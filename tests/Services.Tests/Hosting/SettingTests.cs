using ArenaLearning.Endpoints;
using ArenaLearning.Hosting;
using ArenaLearning.Settings;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace ArenaLearning.Services.Tests.Hosting;

public class SettingTests
{
    [Fact]
    public void All_that_is_wrong_is_told_at_once_and_no_secret_with_it()
    {
        var problems = Problems(
            ("ARENA_BUS", "http://arena:canary@broker"), ("ARENA_MANAGEMENT", "8081"), ("ARENA_GRPC", "https://*:8443"),
            ("ARENA_TLS_KEY", "/nowhere/tls.key"), ("ARENA_LOG", "xml"), ("Logging:LogLevel:Default", "Loud"), ("ARENA_REDIS", "redis:canary"));

        Assert.Collection(problems,
            problem => Assert.StartsWith(
                "ARENA_BUS (or Arena:Bus) is no address of a RabbitMQ broker. ", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("ARENA_MANAGEMENT is '8081', which is no address to listen at. ", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("ARENA_TLS_KEY is '/nowhere/tls.key', a file that cannot be read: ", problem, StringComparison.Ordinal),
            problem => Assert.Equal("ARENA_LOG is 'xml'. Write json or text.", problem),
            problem => Assert.StartsWith(
                "Logging__LogLevel__Default is 'Loud', which is no level. Write one of Trace, Debug, ", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("ARENA_REDIS is no address of a Redis. ", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("ARENA_GRPC listens with TLS and there is no certificate: ", problem, StringComparison.Ordinal));
        Assert.DoesNotContain("canary", string.Concat(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_without_a_broker_is_refused() => Assert.Equal(
        "A service on its own needs a broker to be reached by: set ARENA_BUS=amqp://user:password@host:port/vhost. "
            + "To run all services in one process, use `arena run`.",
        Assert.Single(Problems(("ARENA_BUS", " "))));

    [Fact]
    public void Settings_that_can_be_used_are_no_problem() => Assert.Empty(Problems(
        ("Arena:Bus", "amqp://guest:guest@localhost:5672/"), ("ARENA_MANAGEMENT", "off"), ("ARENA_LOG", "JSON"), ("Logging:LogLevel:Default", "debug"),
        ("ARENA_REDIS", "redis://localhost")));

    [Theory]
    [InlineData("2")]
    [InlineData("601")]
    [InlineData("half a minute")]
    public void A_lease_is_seconds_from_three_to_ten_minutes(string text) => Assert.Equal(
        $"ARENA_LEASE is '{text}': write seconds, a number from 3 to 600.",
        Assert.Single(Problems(("ARENA_BUS", "amqp://guest:guest@localhost:5672/"), ("ARENA_LEASE", text))));

    [Theory]
    [InlineData("ARENA_BUDGET", "ARENA_BUDGET_USD")]
    [InlineData("ARENA_MANAGMENT", "ARENA_MANAGEMENT")]
    [InlineData("ARENA_RABBITMQ_BUS", "ARENA_BUS")]
    [InlineData("arena_bus", "ARENA_BUS")]
    public void A_variable_that_is_no_setting_is_warned_of_with_the_nearest(string variable, string nearest) => Assert.Equal(
        [$"{variable} is set, and is no setting of Arena Learning: it is not used. The nearest is {nearest}."],
        UnknownSettings.Warnings([variable, "PATH", "ARENA_BUS"]));

    [Fact]
    public void Variables_of_tests_and_of_Kubernetes_are_not_warned_of() => Assert.Empty(UnknownSettings.Warnings(
        ["ARENA_TEST_RABBITMQ", "ARENA_CI_STATE", "ARENA_FLYWHEEL_SERVICE_HOST", "ARENA_FLYWHEEL_PORT_8080_TCP_ADDR", "ARENA_SERVICE_PORT_GRPC"]));

    [Fact]
    public void A_configuration_goes_before_the_environment_and_an_empty_one_takes_a_setting_away()
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["ARENA_TLS_KEY"] = "environment", ["Arena:Tls:Key"] = "line" };

        Assert.Equal("line", KnownSettings.TlsKey.Value(values.GetValueOrDefault));
        values["Arena:Tls:Key"] = "";
        Assert.Null(KnownSettings.TlsKey.Value(values.GetValueOrDefault));
        values.Remove("Arena:Tls:Key");
        Assert.Equal("environment", KnownSettings.TlsKey.Value(values.GetValueOrDefault));
    }

    [Fact]
    public void The_value_of_a_secret_may_stand_in_a_file()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "bus");
        File.WriteAllText(file, " amqp://arena:canary@broker:5672/\n");

        Assert.Empty(Problems(("ARENA_BUS_FILE", file)));
        Assert.Empty(Problems(("Arena:Bus:File", file)));
        foreach (var setting in KnownSettings.All.Where(setting => setting.Secret))
        {
            var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { [$"{setting.Variable}_FILE"] = file };
            Assert.Equal("amqp://arena:canary@broker:5672/", setting.Value(values.GetValueOrDefault));
            values[setting.Key] = "";
            Assert.Null(setting.Value(values.GetValueOrDefault));
        }
        Assert.Empty(UnknownSettings.Warnings(["ARENA_BUS_FILE", "ARENA_REDIS_FILE"]));
        Assert.Null(KnownSettings.LogFormat.FileVariable);
    }

    [Fact]
    public void A_file_of_a_secret_that_cannot_be_used_is_refused_without_a_word_of_what_it_holds()
    {
        using var folder = new TemporaryFolder();
        var (empty, wrong) = (Path.Combine(folder.Path, "empty"), Path.Combine(folder.Path, "wrong"));
        File.WriteAllText(empty, "\n");
        File.WriteAllText(wrong, "http://arena:canary@broker");

        Assert.Equal($"ARENA_BUS_FILE is '{empty}', a file that is empty: write the value into it.", Assert.Single(Problems(("ARENA_BUS_FILE", empty))));
        Assert.StartsWith("ARENA_BUS_FILE is '/nowhere/bus', a file that cannot be read: ", Assert.Single(Problems(("ARENA_BUS_FILE", "/nowhere/bus"))),
            StringComparison.Ordinal);
        Assert.DoesNotContain("canary", Assert.Single(Problems(("ARENA_BUS_FILE", wrong))), StringComparison.Ordinal);
        Assert.Equal(
            "ARENA_BUS and ARENA_BUS_FILE are both set: unset one of them.",
            Assert.Single(Problems(("ARENA_BUS", "amqp://broker"), ("ARENA_BUS_FILE", wrong))));
    }

    private static IReadOnlyList<string> Problems(params (string Key, string Value)[] settings) => ServiceSettings.Problems(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value))).Build(),
        EndpointServices.Settings);
}

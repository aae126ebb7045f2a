using System.Text.RegularExpressions;
using ArenaLearning.Chart.Tests.Rendered;
using ArenaLearning.DataMining;
using ArenaLearning.Flywheel;
using ArenaLearning.Generation;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Inference.Settings;
using ArenaLearning.Judging;
using ArenaLearning.Ranking;
using ArenaLearning.Settings;
using ArenaLearning.Training;
using ArenaLearning.Waiting;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace ArenaLearning.Chart.Tests.Known;

/// <summary>Names and numbers of the chart, against the code that gives them their meaning.</summary>
public sealed partial class KnownNameTests
{
    /// <summary>Of others: the AWS SDK, .NET, and what an address of the operator's broker is put together from.</summary>
    private static readonly string[] OfOthers = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "TMPDIR", "RABBITMQ_USERNAME", "RABBITMQ_PASSWORD"];

    private static readonly Dictionary<string, ServiceDefinition> Services = new()
    {
        ["flywheel"] = FlywheelService.Definition,
        ["generation"] = GenerationService.Definition,
        ["judging"] = JudgingService.Definition,
        ["ranking"] = RankingService.Definition,
        ["data-mining"] = DataMiningService.Definition,
        ["training"] = TrainingService.Definition,
    };

    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task Every_variable_of_a_service_is_a_setting_that_it_reads(string values)
    {
        var chart = await Renderings.OfAsync(values);
        var keys = values == "production" ? ["OPENAI_API_KEY"] : Array.Empty<string>();

        Assert.All(Services, service => Assert.All(chart.Environment(service.Key).Keys.Except(OfOthers).Except(keys), variable =>
            Assert.Contains(
                ServiceSettings.Common.Concat(service.Value.Settings).Select(reader => reader.Setting),
                setting => setting.Variable == variable || setting.FileVariable == variable)));
    }

    [Fact]
    public async Task Every_variable_of_Inference_is_a_setting()
    {
        var environment = (await Renderings.OfAsync("gpu")).Environment("inference");

        Assert.All(environment.Keys.Except(OfOthers), variable =>
            Assert.Contains(KnownSettings.All, setting => setting.Variable == variable || setting.FileVariable == variable));
        Assert.Equal("target=/checkpoints/target;/checkpoints/base", environment[KnownSettings.InferenceCheckpoints.Variable]);
    }

    /// <summary>A file that a setting names is one that is mounted.</summary>
    [Theory]
    [MemberData(nameof(Renderings.All), MemberType = typeof(Renderings))]
    public async Task Every_file_that_a_setting_names_is_mounted(string values)
    {
        var chart = await Renderings.OfAsync(values);

        Assert.All(chart.Objects.Where(made => made.Kind is "Deployment" or "CronJob"), made =>
        {
            var container = made.Pod!["spec"]!["containers"]![0]!;
            var mounted = made.Pod["spec"]!["volumes"]!.AsArray().SelectMany(volume => volume!["projected"]?["sources"]?.AsArray() ?? [])
                .SelectMany(source => (source!["secret"] ?? source["configMap"])!["items"]!.AsArray()).Select(item => $"/run/arena/{item!["path"]}").ToArray();
            var named = container["env"]!.AsArray().Select(variable => (string?)variable!["value"]).OfType<string>()
                .Where(value => value.StartsWith("/run/arena/", StringComparison.Ordinal)).ToArray();

            Assert.NotEmpty(named);
            Assert.Subset(mounted.ToHashSet(), named.ToHashSet());
        });
    }

    [Fact]
    public async Task Services_listen_where_the_chart_looks_for_them()
    {
        var chart = await Renderings.OfAsync("gpu");

        Assert.All(Services.Keys, service => Assert.Equal(
            [("grpc", PortOf(KnownSettings.Grpc)), ("management", PortOf(KnownSettings.Management)), ("http", PortOf(KnownSettings.Http))],
            chart.One("Service", service).At("spec.ports")!.AsArray().Select(port => ((string)port!["name"]!, (int)port["port"]!))));
        Assert.Equal(InferenceSettings.DefaultPort, (int)chart.One("Service", "inference").At("spec.ports.0.port")!);
    }

    /// <summary>All of them: of one that is not asked for a service that is scaled to nothing never hears.</summary>
    [Fact]
    public async Task Workers_are_scaled_by_all_queues_that_they_take_from()
    {
        var chart = await Renderings.OfAsync("operator-keda");

        Assert.All(["generation", "judging", "data-mining"], service => Assert.Equal(
            BusConsumers.QueuesOf(Services[service].AddConsumers),
            chart.One("ScaledObject", service).At("spec.triggers")!.AsArray().Select(trigger => (string)trigger!["metadata"]!["queueName"]!)));
    }

    [Fact]
    public async Task What_probes_and_Prometheus_ask_is_answered()
    {
        const string AnyPort = "http://127.0.0.1:0";
        var chart = await Renderings.OfAsync("keda-single");
        var cancellation = TestContext.Current.CancellationToken;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [new("ARENA_MANAGEMENT", AnyPort), new("ARENA_GRPC", AnyPort), new("ARENA_HTTP", AnyPort), new("ARENA_KEYS_FILE", "off")]).Build();
        await using var service = ServiceApplication.Create(configuration, new("Tested", [], _ => { }, _ => { }));
        await service.StartAsync(cancellation);

        var paths = Services.Keys.SelectMany(name => new[] { "startupProbe", "livenessProbe", "readinessProbe" }
                .Select(key => (string?)chart.Container(name)[key]!["httpGet"]?["path"]))
            .Append((string)chart.One("Deployment", "judging").Pod!["metadata"]!["annotations"]!["prometheus.io/path"]!).OfType<string>().Distinct().ToArray();
        Assert.Equal(4, paths.Length);
        using var http = new HttpClient { BaseAddress = service.AddressOf(ArenaLearning.Hosting.Listening.Listener.Management) };
        // The bus inside this process needs a moment.
        foreach (var path in paths)
            await Eventually.HappensAsync($"{path} was answered", async () =>
                (await http.GetAsync(new Uri(path, UriKind.Relative), cancellation)).IsSuccessStatusCode);

        Assert.Equal(8080, (int)chart.Container("flywheel")["readinessProbe"]!["grpc"]!["port"]!);
        using var channel = GrpcChannel.ForAddress(service.AddressOf(ArenaLearning.Hosting.Listening.Listener.Grpc)!);
        Assert.Equal(
            HealthCheckResponse.Types.ServingStatus.Serving,
            (await new Health.HealthClient(channel).CheckAsync(new(), cancellationToken: cancellation)).Status);
    }

    [Fact]
    public async Task Images_are_targets_of_the_Dockerfile()
    {
        var targets = DockerTarget().Matches(await File.ReadAllTextAsync(Repository.PathOf("Dockerfile"), TestContext.Current.CancellationToken))
            .Select(match => match.Groups["name"].Value).ToHashSet();
        var images = new[] { "default", "gpu" }.Select(async name => await Renderings.OfAsync(name));

        var ours = (await Task.WhenAll(images)).SelectMany(chart => chart.Containers).Select(container => (string)container.Container["image"]!)
            .Where(image => image.StartsWith("arena-learning/", StringComparison.Ordinal)).Distinct().ToArray();
        Assert.True(ours.Length >= 8);
        Assert.All(ours, image => Assert.Contains(image.Split('/', ':')[1], targets));
    }

    /// <summary>The user of our images, and those of the stores as <c>docker-compose.yml</c> runs them.</summary>
    [Fact]
    public async Task Pods_run_as_the_users_of_their_images()
    {
        var chart = await Renderings.OfAsync("default");
        var dockerfile = await File.ReadAllLinesAsync(Repository.PathOf("Dockerfile"), TestContext.Current.CancellationToken);
        var compose = await File.ReadAllTextAsync(Repository.PathOf("docker-compose.yml"), TestContext.Current.CancellationToken);

        Assert.Contains("USER 1654:1654", dockerfile);
        Assert.All(Services.Keys, name => Assert.Equal(1654, (int)chart.One("Deployment", name).Pod!["spec"]!["securityContext"]!["runAsUser"]!));
        Assert.All([("rabbitmq", "rabbitmq"), ("redis", "redis"), ("postgres", "postgresql")], store =>
        {
            var security = chart.One("StatefulSet", store.Item2).Pod!["spec"]!["securityContext"]!;
            Assert.Contains(
                $"\n  {store.Item1}:\n    <<: *hardened\n    image: {chart.Container(store.Item2)["image"]}\n"
                    + $"    user: \"{security["runAsUser"]}:{security["runAsGroup"]}\"\n", compose, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task The_charts_appVersion_is_the_codes_version()
    {
        var chart = YamlNodes.Read(await File.ReadAllTextAsync(Repository.InChart("Chart.yaml"), TestContext.Current.CancellationToken)).Single();

        Assert.Equal((string?)chart["appVersion"], typeof(FlywheelService).Assembly.GetName().Version!.ToString(3));
        Assert.EndsWith($":{chart["appVersion"]}", (string?)(await Renderings.DefaultAsync()).Container("flywheel")["image"], StringComparison.Ordinal);
    }

    private static int PortOf(Setting setting) => new Uri(setting.Default.Trim('`')).Port;

    [GeneratedRegex("^FROM .* AS (?<name>[a-z-]+)$", RegexOptions.Multiline)]
    private static partial Regex DockerTarget();
}

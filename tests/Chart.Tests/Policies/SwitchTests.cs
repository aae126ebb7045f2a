using System.Globalization;
using System.Text.Json.Nodes;
using ArenaLearning.Chart.Tests.Rendered;
using Xunit;

namespace ArenaLearning.Chart.Tests.Policies;

/// <summary>Each switch of the values, on and off.</summary>
public sealed class SwitchTests
{
    /// <summary>What a switch brings (+) and takes away (-), beside what there is without: kinds and components.</summary>
    [Theory]
    [InlineData("metrics.serviceMonitor.enabled=true", "+ServiceMonitor metrics")]
    [InlineData("metrics.prometheusRule.enabled=true", "+PrometheusRule metrics")]
    [InlineData("metrics.dashboards.enabled=true", "+ConfigMap metrics")]
    [InlineData("backup.enabled=true", "+ServiceAccount backup +ConfigMap backup +PersistentVolumeClaim backup +CronJob backup +NetworkPolicy backup")]
    [InlineData("backup.enabled=true backup.existingClaim=mine", "+ServiceAccount backup +ConfigMap backup +CronJob backup +NetworkPolicy backup")]
    [InlineData("ingress.enabled=true", "+Ingress routes")]
    [InlineData("gateway.enabled=true gateway.parentRefs[0].name=outside",
        "+GRPCRoute flywheel +HTTPRoute flywheel +GRPCRoute ranking +HTTPRoute ranking")]
    [InlineData("judging.autoscaling.enabled=true", "+HorizontalPodAutoscaler judging")]
    [InlineData("keda.enabled=true judging.autoscaling.enabled=true", "+ScaledObject judging +TriggerAuthentication keda")]
    [InlineData("service.podDisruptionBudget.enabled=false training.podDisruptionBudget.enabled=false",
        "-PodDisruptionBudget data-mining flywheel generation judging ranking training")]
    [InlineData("artifacts.claim.existingClaim=mine", "-PersistentVolumeClaim artifacts")]
    [InlineData("artifacts.mode=bucket artifacts.bucket.name=arena", "-PersistentVolumeClaim artifacts")]
    [InlineData("redis.mode=none", "-Service redis -ServiceAccount redis -ConfigMap redis -StatefulSet redis -NetworkPolicy redis")]
    [InlineData("redis.mode=external redis.external.existingSecret=mine",
        "-Service redis -ServiceAccount redis -ConfigMap redis -StatefulSet redis -NetworkPolicy redis")]
    [InlineData("postgresql.mode=external postgresql.external.existingSecret=mine",
        "-Service postgresql -ServiceAccount postgresql -StatefulSet postgresql -NetworkPolicy postgresql")]
    [InlineData("rabbitmq.mode=external rabbitmq.external.existingSecret=mine",
        "-Service rabbitmq -ServiceAccount rabbitmq -ConfigMap rabbitmq -StatefulSet rabbitmq -NetworkPolicy rabbitmq")]
    [InlineData("rabbitmq.mode=operator",
        "-Service rabbitmq -ServiceAccount rabbitmq -ConfigMap rabbitmq -StatefulSet rabbitmq -NetworkPolicy rabbitmq +RabbitmqCluster rabbitmq")]
    [InlineData("connections.existingSecret=mine", "-Secret connections")]
    [InlineData("access.existingSecret=mine access.testSecret=operator", "-Secret access")]
    [InlineData("access.existingSecret=mine", "-Secret access -Pod test -ConfigMap test -NetworkPolicy test")]
    [InlineData("training.enabled=false",
        "-Deployment training -Service training -ServiceAccount training -PodDisruptionBudget training -NetworkPolicy training")]
    [InlineData("inference.enabled=true inference.checkpoints={/checkpoints/one}",
        "+Deployment inference +Service inference +ServiceAccount inference +PodDisruptionBudget inference +NetworkPolicy inference")]
    public async Task It_brings_and_takes_away_these_objects(string settings, string difference)
    {
        var (without, with) = (Kinds(await Renderings.DefaultAsync()), Kinds(await Renderings.WithAsync(settings.Split(' '))));

        var expected = new List<string>();
        var kind = "";
        foreach (var word in difference.Split(' '))
            if (word[0] is '+' or '-') kind = word;
            else expected.Add($"{kind} {word}");
        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            with.Except(without).Select(made => $"+{made}").Concat(without.Except(with).Select(made => $"-{made}")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_network_policies_there_is_none() => Assert.DoesNotContain(
        (await Renderings.WithAsync("networkPolicy.enabled=false")).Objects, made => made.Kind == "NetworkPolicy");

    [Fact]
    public async Task Scrape_annotations_are_on_what_has_metrics()
    {
        var (with, without) = (await Renderings.OfAsync("keda-single"), await Renderings.DefaultAsync());

        static IEnumerable<string> Scraped(RenderedChart chart) => chart.Objects
            .Where(made => made.Pod?["metadata"]!["annotations"]?["prometheus.io/scrape"] is not null).Select(made => made.Component).Order();
        Assert.Empty(Scraped(without));
        Assert.Equal(["data-mining", "flywheel", "generation", "judging", "rabbitmq", "ranking", "training"], Scraped(with));
    }

    [Fact]
    public async Task What_is_scaled_says_no_number_of_pods_and_training_always_does()
    {
        var (scaled, fixedNumber) = (await Renderings.OfAsync("production"), await Renderings.DefaultAsync());

        Assert.All(["generation", "judging", "data-mining", "ranking"], name =>
        {
            Assert.Null(scaled.One("Deployment", name).At("spec.replicas"));
            Assert.NotNull(fixedNumber.One("Deployment", name).At("spec.replicas"));
        });
        Assert.Equal(2, (int)scaled.One("Deployment", "training").At("spec.replicas")!);
        Assert.Equal(0, (int)scaled.One("PodDisruptionBudget", "training").At("spec.maxUnavailable")!);
        Assert.Equal(["type"], scaled.One("Deployment", "training").At("spec.strategy")!.AsObject().Select(key => key.Key));
        Assert.True(scaled.Has("HorizontalPodAutoscaler", "ranking"), "it has no queue that its work waits in");
    }

    [Fact]
    public async Task A_GPU_brings_limit_toleration_runtime_class_and_shared_memory()
    {
        var (with, without) = (await Renderings.OfAsync("gpu"), await Renderings.DefaultAsync());

        Assert.All(["generation", "judging", "training", "inference"], name =>
        {
            var pod = with.One("Deployment", name).Pod!["spec"]!;
            Assert.Equal(1, (int)with.Container(name)["resources"]!["limits"]!["nvidia.com/gpu"]!);
            Assert.Equal("nvidia", (string?)pod["runtimeClassName"]);
            Assert.Contains(pod["tolerations"]!.AsArray(), toleration => (string?)toleration!["key"] == "nvidia.com/gpu");
            Assert.Contains(with.Container(name)["volumeMounts"]!.AsArray(), mount => (string?)mount!["mountPath"] == "/dev/shm");
        });
        Assert.Null(with.One("Deployment", "flywheel").Pod!["spec"]!["runtimeClassName"]);
        Assert.DoesNotContain("nvidia", without.Text, StringComparison.Ordinal);
    }

    /// <summary>A queue that a scaled service does not ask for is never worked on, and messages that are being worked on count.</summary>
    [Theory]
    [InlineData("operator-keda")]
    [InlineData("keda-single")]
    [InlineData("production")]
    public async Task KEDA_asks_the_management_API_where_every_namespace_finds_it(string values)
    {
        var chart = await Renderings.OfAsync(values);
        var scaled = chart.Objects.Where(made => made.Kind == "ScaledObject").ToArray();

        Assert.NotEmpty(scaled);
        Assert.All(scaled, made =>
        {
            Assert.Equal(chart.One("Deployment", made.Component).Name, made.Text("spec.scaleTargetRef.name"));
            Assert.All(made.At("spec.triggers")!.AsArray(), trigger =>
            {
                var metadata = trigger!["metadata"]!;
                Assert.Equal(("http", "false"), ((string?)metadata["protocol"], (string?)metadata["excludeUnacknowledged"]));
                Assert.Equal("QueueLength", (string?)metadata["mode"]);
                if (values == "operator-keda") Assert.Equal($"http://{Renderings.Full}-rabbitmq.default.svc:15672", (string?)metadata["host"]);
                Assert.Equal($"{Renderings.Full}-rabbitmq", (string?)trigger["authenticationRef"]!["name"]);
            });
        });
        if (values == "keda-single")
            Assert.EndsWith($"@{Renderings.Full}-rabbitmq.default.svc:15672", chart.One("Secret", "connections").Text("stringData.bus-management"),
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_has_longer_to_go_than_its_service_drains()
    {
        var chart = await Renderings.WithAsync("judging.drainSeconds=900", "flywheel.preStopSeconds=7");

        Assert.Equal("900", chart.Environment("judging")["ARENA_DRAIN_SECONDS"]);
        Assert.True((int)chart.One("Deployment", "judging").Pod!["spec"]!["terminationGracePeriodSeconds"]! > 900);
        Assert.Equal(["sleep", "7"], chart.Container("flywheel")["lifecycle"]!["preStop"]!["exec"]!["command"]!.AsArray().Select(word => (string?)word));
        Assert.True((int)chart.One("Deployment", "flywheel").Pod!["spec"]!["terminationGracePeriodSeconds"]! > 37);
    }

    [Theory]
    [InlineData("choose one way in", "gateway.enabled=true", "gateway.parentRefs[0].name=outside", "ingress.enabled=true")]
    [InlineData("training.autoscaling.enabled: a job must not lose its pod while it trains", "training.autoscaling.enabled=true")]
    [InlineData("name the key of its address in rabbitmq.external.managementKey",
        "keda.enabled=true", "judging.autoscaling.enabled=true", "rabbitmq.mode=external", "rabbitmq.external.existingSecret=mine")]
    [InlineData("keda.enabled: it has nothing to scale", "keda.enabled=true")]
    [InlineData("access.tokens: authority and keysConfigMap are two ways to an issuer's keys; choose one",
        "access.tokens.authority=https://id.example.org", "access.tokens.keysConfigMap=jwks", "access.tokens.issuer=id", "access.tokens.audience=arena")]
    [InlineData("access.tokens.keysConfigMap: say in issuer", "access.tokens.keysConfigMap=jwks", "access.tokens.audience=arena")]
    [InlineData("access.tokens: say in audience", "access.tokens.authority=https://id.example.org")]
    [InlineData("access.tokens: name the issuer's authority or keysConfigMap", "access.tokens.roleClaim=roles")]
    [InlineData("judging.autoscaling.minReplicas: without keda.enabled and a queue nobody starts the first pod",
        "judging.autoscaling.enabled=true", "judging.autoscaling.minReplicas=0")]
    [InlineData("judging.autoscaling: minReplicas is more than maxReplicas", "judging.autoscaling.enabled=true", "judging.autoscaling.minReplicas=9")]
    [InlineData("artifacts.bucket.cacheGigabytes: copies would fill the 8Gi of judging.cacheSize",
        "artifacts.mode=bucket", "artifacts.bucket.name=arena", "judging.cacheSize=8Gi")]
    public async Task Values_that_do_not_go_together_are_refused_with_a_sentence(string sentence, params string[] settings) =>
        Assert.Contains(sentence, await Renderings.RefusalAsync(settings), StringComparison.Ordinal);

    [Theory]
    [InlineData("cpu-laptop", "| `ci/cpu-laptop-values.yaml` | {0} | {1:0.00} CPUs, {2:0.#} GiB |")]
    [InlineData("default", "| default | {0} | {1:0.00} CPUs, {2:0.#} GiB |")]
    public async Task Pods_ask_for_what_the_documentation_says(string values, string row)
    {
        var requests = (await Renderings.OfAsync(values)).Containers.Where(container => container.Maker.Kind is "Deployment" or "StatefulSet")
            .Select(container => (Pods: (int)container.Maker.At("spec.replicas")!, Of: container.Container["resources"]!["requests"]!)).ToArray();

        var cpus = requests.Sum(request => request.Pods * Quantity(request.Of["cpu"]!));
        var gibibytes = requests.Sum(request => request.Pods * Quantity(request.Of["memory"]!)) / (1 << 30);
        Assert.Contains(
            string.Format(CultureInfo.InvariantCulture, row, requests.Sum(request => request.Pods), cpus, gibibytes),
            await File.ReadAllTextAsync(Repository.PathOf("docs/kubernetes.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static double Quantity(JsonNode quantity) => $"{quantity}" switch
    {
        [.. var number, 'm'] => int.Parse(number, CultureInfo.InvariantCulture) / 1000.0,
        [.. var number, 'M', 'i'] => int.Parse(number, CultureInfo.InvariantCulture) * (double)(1 << 20),
        [.. var number, 'G', 'i'] => int.Parse(number, CultureInfo.InvariantCulture) * (double)(1 << 30),
        var number => int.Parse(number, CultureInfo.InvariantCulture),
    };

    private static HashSet<string> Kinds(RenderedChart chart) => [.. chart.Objects.Select(made => $"{made.Kind} {made.Component}")];
}

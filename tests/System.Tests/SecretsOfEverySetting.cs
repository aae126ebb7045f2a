using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ArenaLearning.Services.Tests.Api;
using ArenaLearning.Settings;
using ArenaLearning.System.Tests.Campaigns;
using ArenaLearning.System.Tests.Observation;
using ArenaLearning.System.Tests.Processes;
using ArenaLearning.System.Tests.Secrets;
using Grpc.Core;
using Grpc.Net.Client;
using Xunit;

namespace ArenaLearning.System.Tests;

/// <summary>Every service as a process, over every server that a system may have, with a secret for each: all of it watched.</summary>
[Collection<ComparedRuns>]
public sealed class SecretsOfEverySetting(ITestOutputHelper output)
{
    private const int Prompts = 4;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Come_out_nowhere_whatever_goes_wrong_and_the_log_says_what_was_worked_on()
    {
        var started = Stopwatch.GetTimestamp();
        await using var world = await SecretWorld.StartAsync();
        await using var prometheus = await PrometheusServer.StartAsync(
            [.. world.Targets, ("rabbitmq", await world.Broker.PrometheusPortAsync(Token), "/metrics/per-object")], ShownQueries.Rules);
        await world.ReadyAsync();
        output.WriteLine($"ready after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        var server = $"http://127.0.0.1:{world.GrpcPort}";

        // What goes well: a campaign at an endpoint that wants a key, and a status that knows how full queues are.
        var file = await EndpointArena.WriteAsync(world.Input.Root, world.Endpoint.BaseUrl, 8, Token, prompts: Prompts, SecretWorld.EndpointKey);
        Assert.True(await world.ArenaAsync(world.OperatorKey, "run", file, "--out", world.Output.Root, "--server", server) == 0, Told());
        Assert.True(world.Endpoint.Statistics.Answered > 3 * Prompts);
        Assert.Equal(StatusCode.OK, await AskAsync(world, world.TokenOf("a token")));
        await AskInferenceAsync(world);

        // What does not: an endpoint that says the wrong key back, keys and tokens that nobody knows, servers that refuse a password.
        var wrong = await EndpointArena.WriteAsync(
            world.Input.Root, world.Endpoint.BaseUrl, 8, Token, prompts: 2, SecretWorld.WrongEndpointKey, first: Prompts);
        await world.ArenaAsync(world.OperatorKey, "run", wrong, "--out", Path.Combine(world.Output.Root, "wrong"), "--server", server);
        Assert.Equal(StatusCode.Unauthenticated, await AskAsync(world, world.Canaries.PlantPlain("a wrong key")));
        Assert.Equal(StatusCode.Unauthenticated, await AskAsync(world, world.TokenOf("a wrong token", TestIssuer.OfCurve())));
        await AskJsonAsync(world);
        await RefusedPasswordsAsync(world);
        await ShownQueries.AssertShownAsync(
            // This campaign ends as soon as it is ranked.
            prometheus, IsUnmoved, soonGone: metric => metric.StartsWith("arena_contestant_rating_", StringComparison.Ordinal));

        output.WriteLine($"watched after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        var (found, lengths) = await world.LookAsync();
        foreach (var (source, length) in lengths) output.WriteLine($"{source}: {length} characters");
        Assert.True(found.Count == 0, string.Join('\n', found));
        Assert.All(lengths, source => Assert.True(source.Value > 100, $"{source.Key} said nothing"));
        Assert.Empty(world.Canaries.Forgotten(KnownSettings.All));
        AssertUnitsAreNamed(world.Processes.Single(process => process.Name == "Generation"));

        string Told() => string.Join('\n', world.Processes.Select(process => process.Tail));
    }

    /// <summary>What has to do with training, and what a judge that can be read and is of one mind does not do.</summary>
    private static bool IsUnmoved(string metric) => new[] { "arena_training_", "arena_mined_", "arena_mining_", "arena_gate_", "arena_judge_" }
        .Any(prefix => metric.StartsWith(prefix, StringComparison.Ordinal)) && !metric.StartsWith("arena_judge_chunk", StringComparison.Ordinal);

    /// <summary>Asks over gRPC for the status, which tells how full queues are.</summary>
    private static async Task<StatusCode> AskAsync(SecretWorld world, string shown)
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{world.GrpcPort}");
        try
        {
            var status = await new Api.V1.Status.StatusClient(channel).GetAsync(
                new(), new Metadata { { "authorization", $"Bearer {shown}" } }, cancellationToken: Token);
            world.Keep("answers of gRPC", status.ToString());
            Assert.Contains(status.Queues, queue => queue.Name.StartsWith("flywheel-", StringComparison.Ordinal));
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            world.Keep("answers of gRPC", $"{e.Status} {string.Join('\n', e.Trailers)}");
            return e.StatusCode;
        }
    }

    private static async Task AskInferenceAsync(SecretWorld world)
    {
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{world.InferencePort}") };
        await Eventually.HappensAsync("Inference answered", ShortCampaign.Limit, async () =>
        {
            try
            {
                return (await http.GetAsync("/health", Token)).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, world.Processes, Token);
        foreach (var (key, status) in new[]
        {
            (world.Canaries.Plant("ARENA_INFERENCE_KEY"), HttpStatusCode.OK), (world.Canaries.Plant("a wrong key of Inference"), HttpStatusCode.Unauthorized),
        })
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", key);
            using var reply = await http.GetAsync("/v1/models", Token);
            Assert.Equal(status, reply.StatusCode);
            world.Keep("answers of Inference", await reply.Content.ReadAsStringAsync(Token) + reply);
        }
    }

    private static async Task AskJsonAsync(SecretWorld world)
    {
        using var http = new HttpClient(new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=arena.test",
        });
        foreach (var shown in new[]
        {
            new AuthenticationHeaderValue("Bearer", world.Canaries.PlantPlain("a wrong key")), new("Bearer", world.OperatorKey),
            new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"somebody:{world.OperatorKey}"))),
        })
        {
            http.DefaultRequestHeaders.Authorization = shown;
            foreach (var path in new[] { "/v1/campaigns", "/v1/campaigns/nothing", $"/v1/campaigns?pageToken=wrong", "/v1/status" })
                world.Keep("answers of JSON", await (await http.GetAsync($"https://127.0.0.1:{world.HttpPort}{path}", Token)).Content.ReadAsStringAsync(Token));
        }
    }

    /// <summary>Services that are told wrong passwords of every server: what they say of it, and what their probes do.</summary>
    private static async Task RefusedPasswordsAsync(SecretWorld world)
    {
        var port = TestServers.LoopbackPort.Free();
        string Wrong(string variable) => SecretWorld.With(
            new(world.Settings[variable]!), UserOf(variable));
        string UserOf(string variable) =>
            $"{new Uri(world.Settings[variable]!).UserInfo.Split(':')[0]}:{Uri.EscapeDataString(world.Canaries.Plant($"a wrong {variable}"))}";
        var told = new Dictionary<string, string?>(world.Settings)
        {
            ["ARENA_LOG"] = "json",
            ["Logging__LogLevel__Default"] = "Debug",
            ["ARENA_BUS"] = Wrong("ARENA_BUS"),
            ["ARENA_BUS_MANAGEMENT"] = Wrong("ARENA_BUS_MANAGEMENT"),
            ["ARENA_REDIS"] = Wrong("ARENA_REDIS"),
            ["ARENA_LEDGER"] = Wrong("ARENA_LEDGER"),
            ["AWS_SECRET_ACCESS_KEY"] = world.Canaries.Plant("a wrong AWS_SECRET_ACCESS_KEY"),
        };
        var flywheel = ChildProcess.Start("Flywheel that is refused", Programs.Service("Flywheel"), [], environment: told);
        var judging = ChildProcess.Start(
            "Judging that is refused", Programs.Service("Judging"), [], environment: told.Append(new("ARENA_MANAGEMENT", $"http://127.0.0.1:{port}")));
        world.Processes.AddRange([flywheel, judging]);
        using var http = new HttpClient();
        await Eventually.HappensAsync("Judging was refused by all", ShortCampaign.Limit, async () =>
        {
            try
            {
                var ready = await (await http.GetAsync($"http://127.0.0.1:{port}/healthz/ready", Token)).Content.ReadAsStringAsync(Token);
                world.Keep("probe that is refused", ready);
                return JsonDocument.Parse(ready).RootElement.GetProperty("dependencies").EnumerateArray()
                    .Count(dependency => dependency.GetProperty("state").GetString() == "down") == 3;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, world.Processes, Token);
        await Eventually.HappensAsync("Flywheel told of the ledger", ShortCampaign.Limit, () => Task.FromResult(
            flywheel.HasExited || flywheel.Lines.Any(line => line.Contains("PostgreSQL at 127.0.0.1", StringComparison.Ordinal))), world.Processes, Token);
    }

    /// <summary>The real log of a service that asked an endpoint for single answers.</summary>
    private static void AssertUnitsAreNamed(ChildProcess generation)
    {
        var strict = new JsonDocumentOptions { AllowDuplicateProperties = false };
        var events = generation.Lines.Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line, strict).RootElement).ToList();
        var failed = events.Where(one => one.GetProperty("Category").GetString()!.EndsWith(".EndpointResponses", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(failed);
        Assert.All(failed, one =>
        {
            var scopes = one.GetProperty("Scopes").EnumerateArray().Where(scope => scope.ValueKind == JsonValueKind.Object).ToList();
            foreach (var part in new[] { "Campaign", "Chunk", "Unit" })
                Assert.True(scopes.Any(scope => scope.TryGetProperty(part, out var value) && value.GetString() is { Length: > 0 }), $"no {part}: {one}");
            Assert.Contains("gave no answer", one.GetProperty("Message").GetString(), StringComparison.Ordinal);
        });
        Assert.True(failed.Select(one => one.GetProperty("Scopes").ToString()).Distinct().Count() > 1);
    }
}

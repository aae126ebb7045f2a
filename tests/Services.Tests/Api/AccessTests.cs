using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ArenaLearning.Api.V1;
using ArenaLearning.Hosting.Access;
using ArenaLearning.Services.Tests.Ledger;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Health.V1;
using Xunit;

namespace ArenaLearning.Services.Tests.Api;

/// <summary>Who may call what.</summary>
public sealed class AccessTests(PostgresFixture postgres) : IAsyncLifetime
{
    /// <summary>What asks for more than a reader's key. Whatever is not here and not a reader's is a hole, or a method that nobody can call.</summary>
    private static readonly Dictionary<string, KeyRole> MoreThanReading = new(StringComparer.Ordinal)
    {
        ["Campaigns/Plan"] = KeyRole.Operator,
        ["Campaigns/Start"] = KeyRole.Operator,
        ["Campaigns/Pause"] = KeyRole.Operator,
        ["Campaigns/Resume"] = KeyRole.Operator,
        ["Campaigns/Cancel"] = KeyRole.Operator,
        ["Campaigns/Update"] = KeyRole.Operator,
        ["Campaigns/RetryFailed"] = KeyRole.Operator,
        ["TrainingJobs/Cancel"] = KeyRole.Operator,
        ["Campaigns/FindMissingFiles"] = KeyRole.Operator,
        ["Campaigns/Upload"] = KeyRole.Operator,
    };

    private static readonly Marshaller<byte[]> Bytes = new(bytes => bytes, bytes => bytes);

    private ApiWorld world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => world = await ApiWorld.StartAsync(await postgres.ServerAsync());

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Every_method_lets_in_who_may_and_nobody_else()
    {
        FileDescriptor[] files = [CampaignsReflection.Descriptor, TrainingJobsReflection.Descriptor, StatusReflection.Descriptor];
        var methods = files.SelectMany(file => file.Services).SelectMany(service => service.Methods).ToArray();
        Assert.True(methods.Length > 15);
        var other = TestIssuer.OfCurve();
        var claims = TestIssuer.Claims(DateTimeOffset.UtcNow, "admin");
        var expired = world.Sign(TestIssuer.Claims(DateTimeOffset.UtcNow.AddHours(-1), "admin"));

        foreach (var method in methods)
        {
            var needed = MoreThanReading.GetValueOrDefault($"{method.Service.Name}/{method.Name}", KeyRole.Reader);
            foreach (var key in new[]
            {
                null, "", "wrong", $"{world.Key(KeyRole.Admin)}0", KeysFile.HashOf(world.Key(KeyRole.Admin)), other.Sign(claims), expired,
                TestIssuer.Sign(new() { ["alg"] = "none" }, claims, _ => []), world.Token(KeyRole.Admin)[..^4], $"{world.Token(KeyRole.Admin)}.",
            })
                Assert.Equal((method.FullName, StatusCode.Unauthenticated), (method.FullName, await CallAsync(method, key)));
            foreach (var (role, shown) in Enum.GetValues<KeyRole>().SelectMany(role => new[] { (role, world.Key(role)), (role, world.Token(role)) }))
            {
                var status = await CallAsync(method, shown);
                if (role < needed) Assert.Equal((method.FullName, role, StatusCode.PermissionDenied), (method.FullName, role, status));
                else Assert.False(status is StatusCode.Unauthenticated or StatusCode.PermissionDenied or StatusCode.Internal or StatusCode.Unknown,
                    $"{method.FullName} as {role}: {status}");
            }
        }
    }

    [Fact]
    public async Task Json_over_http_asks_for_the_same_keys_and_says_what_is_wrong_as_google_does()
    {
        using var http = new HttpClient();
        var none = await http.GetAsync(new Uri(world.Http, "/v1/campaigns"), Token);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", world.Key(KeyRole.Reader));
        var read = await http.GetAsync(new Uri(world.Http, "/v1/campaigns"), Token);
        var missing = await http.GetAsync(new Uri(world.Http, "/v1/campaigns/nothing"), Token);
        using var empty = new StringContent("{}", new MediaTypeHeaderValue("application/json"));
        var weak = await http.PostAsync(new Uri(world.Http, "/v1/campaigns/nothing:pause"), empty, Token);

        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
        Assert.Equal("[]", JsonNode.Parse(await read.Content.ReadAsStringAsync(Token))!["campaigns"]!.ToJsonString());
        Assert.Equal(HttpStatusCode.Forbidden, weak.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        var error = JsonNode.Parse(await missing.Content.ReadAsStringAsync(Token))!;
        Assert.Equal("nothing", (string?)error["details"]![0]!["resourceName"]);
    }

    [Fact]
    public async Task Health_is_told_to_anyone_for_probes_have_no_key() => Assert.Equal(
        HealthCheckResponse.Types.ServingStatus.Serving,
        (await new Health.HealthClient(world.Channel((string?)null)).CheckAsync(new(), cancellationToken: Token)).Status);

    [Fact]
    public async Task A_server_without_keys_lets_nobody_in_and_says_so()
    {
        await using var closed = await ApiWorld.StartAsync(await postgres.ServerAsync(), ("ARENA_KEYS_FILE", ""), ("ARENA_JWT_KEYS_FILE", ""),
            ("ARENA_JWT_ISSUER", ""), ("ARENA_JWT_AUDIENCE", ""));

        var refusal = await Assert.ThrowsAsync<RpcException>(async () =>
            await new Campaigns.CampaignsClient(closed.Channel(world.Key(KeyRole.Admin))).ListAsync(new(), cancellationToken: Token));

        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
        Assert.Contains("This server knows no keys, so it lets nobody in: set ARENA_KEYS_FILE", refusal.Status.Detail, StringComparison.Ordinal);
    }

    /// <summary>Calls with an empty message; of a stream the first answer counts.</summary>
    private async Task<StatusCode> CallAsync(MethodDescriptor method, string? key)
    {
        var type = (method.IsClientStreaming, method.IsServerStreaming) switch
        {
            (true, true) => MethodType.DuplexStreaming,
            (true, false) => MethodType.ClientStreaming,
            (false, true) => MethodType.ServerStreaming,
            _ => MethodType.Unary,
        };
        var called = new Method<byte[], byte[]>(type, method.Service.FullName, method.Name, Bytes, Bytes);
        var invoker = world.Channel(key).CreateCallInvoker();
        var options = new CallOptions(cancellationToken: Token);
        try
        {
            switch (type)
            {
                case MethodType.Unary:
                    await invoker.AsyncUnaryCall(called, null, options, []);
                    break;
                case MethodType.ServerStreaming:
                    using (var call = invoker.AsyncServerStreamingCall(called, null, options, [])) await call.ResponseStream.MoveNext(Token);
                    break;
                default:
                    using (var call = invoker.AsyncClientStreamingCall(called, null, options))
                    {
                        await call.RequestStream.CompleteAsync();
                        await call;
                    }
                    break;
            }
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }
}

using System.Net.Http.Headers;
using ArenaLearning.Api.V1;
using ArenaLearning.Hosting.Access;
using ArenaLearning.Randomness;
using ArenaLearning.Services.Tests.Ledger;
using Google.Protobuf;
using Grpc.Core;
using Xunit;

namespace ArenaLearning.Services.Tests.Api;

/// <summary>Whatever comes is answered, and nobody stops.</summary>
public sealed class MutatedCallTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const int Each = 150;

    private static readonly Marshaller<byte[]> Bytes = new(bytes => bytes, bytes => bytes);

    private static readonly CampaignSpec Spec = new()
    {
        Path = "a.yaml",
        Yaml = "name: a\nseed: 1\nendpoints: [{ name: e, base_url: 'http://h/v1' }]\ncontestants: [{ name: x, kind: openai, endpoint: e, model: m }]\n",
        Files = { ["q.jsonl"] = new() { Name = "q.jsonl", Sha256 = new string('a', 64) } },
    };

    private static readonly (string Method, IMessage Request)[] Calls =
    [
        ("Validate", new ValidateCampaignRequest { Spec = Spec }), ("Start", new StartCampaignRequest { Id = "a", Spec = Spec }),
        ("Plan", new PlanCampaignRequest { Spec = Spec, AnswerTokens = 9, SecondsPerRequest = 0.5 }),
        ("Update", new UpdateCampaignRequest { Id = "a", BudgetUsd = 2.5, BudgetTokens = 9, Window = 64 }),
        ("List", new ListCampaignsRequest { PageSize = 3, PageToken = "YQ==", State = CampaignState.Paused }), ("Get", new GetCampaignRequest { Id = "a" }),
        ("Pause", new PauseCampaignRequest { Id = "a" }), ("RetryFailed", new RetryFailedRequest { Id = "a" }),
        ("FindMissingFiles", new FindMissingFilesRequest { Files = { Spec.Files.Values } }), ("ListArtifacts", new ListArtifactsRequest { Id = "a" }),
    ];

    private ApiWorld world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => world = await ApiWorld.StartAsync(await postgres.ServerAsync());

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Broken_messages_are_answered()
    {
        var (random, invoker) = (new SplitMix64(19L), world.Channel(KeyRole.Operator).CreateCallInvoker());
        var answers = new Dictionary<StatusCode, int>();
        foreach (var (name, request) in Calls)
            for (var i = 0; i < Each; i++)
            {
                var method = new Method<byte[], byte[]>(MethodType.Unary, "arena.v1.Campaigns", name, Bytes, Bytes);
                var status = await CallAsync(invoker, method, Mutated(request.ToByteArray(), random));
                answers[status] = answers.GetValueOrDefault(status) + 1;
            }

        Assert.Equal(Calls.Length * Each, answers.Values.Sum());
        Assert.True(answers.ContainsKey(StatusCode.InvalidArgument) && answers.ContainsKey(StatusCode.NotFound), string.Join(", ", answers));
        Assert.Empty((await world.Campaigns.ListAsync(new(), cancellationToken: Token)).Campaigns);
    }

    [Fact]
    public async Task Broken_bodies_are_answered()
    {
        var random = new SplitMix64(20L);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", world.Key(KeyRole.Operator));
        var whole = JsonFormatter.Default.Format(new StartCampaignRequest { Id = "a", Spec = Spec });
        for (var i = 0; i < 2 * Each; i++)
        {
            using var body = new ByteArrayContent(Mutated(global::System.Text.Encoding.UTF8.GetBytes(whole), random));
            body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            var answer = await http.PostAsync(new Uri(world.Http, "/v1/campaigns"), body, Token);
            Assert.InRange((int)answer.StatusCode, 400, 499);
        }
        Assert.Empty((await world.Campaigns.ListAsync(new(), cancellationToken: Token)).Campaigns);
    }

    private static async Task<StatusCode> CallAsync(CallInvoker invoker, Method<byte[], byte[]> method, byte[] request)
    {
        try
        {
            await invoker.AsyncUnaryCall(method, null, new(deadline: DateTime.UtcNow.AddSeconds(30), cancellationToken: Token), request);
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            Assert.NotEqual(StatusCode.DeadlineExceeded, e.StatusCode);
            return e.StatusCode;
        }
    }

    /// <summary>Some bytes changed, cut off, doubled or put in.</summary>
    private static byte[] Mutated(byte[] bytes, SplitMix64 random)
    {
        var changed = bytes.ToList();
        for (var n = 1 + random.Below(4); n > 0 && changed.Count > 0; n--)
        {
            var at = random.Below(changed.Count);
            switch (random.Below(4))
            {
                case 0: changed[at] = (byte)random.Below(256); break;
                case 1: changed.RemoveRange(at, Math.Min(changed.Count - at, 1 + random.Below(20))); break;
                case 2: changed.InsertRange(at, changed.GetRange(at, Math.Min(changed.Count - at, 1 + random.Below(20)))); break;
                default: changed.Insert(at, (byte)random.Below(256)); break;
            }
        }
        return [.. changed];
    }
}

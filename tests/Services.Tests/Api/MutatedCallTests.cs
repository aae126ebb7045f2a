using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using ArenaLearning.Api.V1;
using ArenaLearning.Hosting.Access;
using ArenaLearning.Mutations;
using ArenaLearning.Randomness;
using ArenaLearning.Services.Tests.Ledger;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Xunit;

namespace ArenaLearning.Services.Tests.Api;

/// <summary>
/// Requests to every method of every service, of the right shape with anything in their fields, and then with some bytes changed. Whatever comes is
/// answered, and nobody stops.
/// </summary>
public sealed class MutatedCallTests(PostgresFixture postgres) : IAsyncLifetime
{
    /// <summary>One in so many.</summary>
    private const int AsItIs = 4;

    private static readonly Marshaller<byte[]> Bytes = new(bytes => bytes, bytes => bytes);

    private static readonly FileDescriptor[] Files =
        [CampaignsReflection.Descriptor, TrainingJobsReflection.Descriptor, StatusReflection.Descriptor, RankingsReflection.Descriptor];

    private static readonly MethodDescriptor[] Methods = [.. Files.SelectMany(file => file.Services).SelectMany(service => service.Methods)];

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private ApiWorld world = null!;

    /// <summary>Of each method; <c>ARENA_TEST_MUTATIONS</c> says otherwise.</summary>
    private static int Each => Environment.GetEnvironmentVariable("ARENA_TEST_MUTATIONS") is { Length: > 0 } text
        ? int.Parse(text, CultureInfo.InvariantCulture) : 60;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => world = await ApiWorld.StartAsync(await postgres.ServerAsync());

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Broken_messages_are_answered()
    {
        Assert.True(Methods.Length > 20, string.Join(", ", Methods.Select(method => method.FullName)));
        var (random, invoker) = (new SplitMix64(19L), world.Channel(KeyRole.Operator).CreateCallInvoker());
        var requests = new RequestMaker(random);
        var answers = new Dictionary<StatusCode, int>();
        foreach (var method in Methods)
            for (var i = 0; i < Each; i++)
            {
                var request = MutatedBytes.Of(requests.Make(method.InputType).ToByteArray(), AsItIs, random);
                var status = await CallAsync(invoker, method, request);
                answers[status] = answers.GetValueOrDefault(status) + 1;
                // What is no message of protobuf at all does not reach the method, unless it takes many, and the server's framework calls that unknown.
                if (!IsMessage(method.InputType, request))
                    Assert.Equal(
                        (method.FullName, i, method.IsClientStreaming ? StatusCode.InvalidArgument : StatusCode.Unknown), (method.FullName, i, status));
                else
                    Assert.False(
                        status is StatusCode.DeadlineExceeded or StatusCode.Unknown or StatusCode.Unavailable or StatusCode.Internal,
                        $"{method.FullName}, request {i}: {status}");
            }

        TestContext.Current.TestOutputHelper!.WriteLine(string.Join(", ", answers));
        Assert.Equal(Methods.Length * Each, answers.Values.Sum());
        Assert.True(answers.ContainsKey(StatusCode.InvalidArgument) && answers.ContainsKey(StatusCode.NotFound), string.Join(", ", answers));
        Assert.Empty((await world.Campaigns.ListAsync(new(), cancellationToken: Token)).Campaigns);
    }

    [Fact]
    public async Task Broken_bodies_are_answered()
    {
        var random = new SplitMix64(20L);
        var requests = new RequestMaker(random);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", world.Key(KeyRole.Operator));
        var answers = new SortedDictionary<int, int>();
        var rules = Methods.Select(method => (Method: method, Rule: method.GetOptions()?.GetExtension(AnnotationsExtensions.Http)))
            .Where(one => one.Rule is not null && !one.Method.IsServerStreaming && !one.Method.IsClientStreaming).ToList();
        Assert.True(rules.Count > 12);
        foreach (var (method, rule) in rules)
            for (var i = 0; i < Each; i++)
            {
                var whole = Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(requests.Make(method.InputType)));
                using var request = new HttpRequestMessage(
                    rule!.Post.Length > 0 ? HttpMethod.Post : HttpMethod.Get, new Uri(world.Http, Path(rule.Post + rule.Get, requests)));
                if (rule.Post.Length > 0)
                {
                    request.Content = new ByteArrayContent(MutatedBytes.Of(whole, AsItIs, random));
                    request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                }
                using var answer = await http.SendAsync(request, Token);
                answers[(int)answer.StatusCode] = answers.GetValueOrDefault((int)answer.StatusCode) + 1;
                Assert.True((int)answer.StatusCode is >= 200 and < 500, $"{method.FullName}, request {i}: {(int)answer.StatusCode}");
            }
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join(", ", answers));
        Assert.Empty((await world.Campaigns.ListAsync(new(), cancellationToken: Token)).Campaigns);
    }

    private static bool IsMessage(MessageDescriptor type, byte[] bytes)
    {
        try
        {
            type.Parser.ParseFrom(bytes);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    /// <summary>Something in place of each variable of the path.</summary>
    private static string Path(string pattern, RequestMaker requests) => string.Concat(pattern.Split('{').Select((part, i) =>
        i == 0 ? part : Uri.EscapeDataString(requests.Text()) + part[(part.IndexOf('}') + 1)..]));

    private static async Task<StatusCode> CallAsync(CallInvoker invoker, MethodDescriptor called, byte[] request)
    {
        var type = called.IsClientStreaming ? MethodType.ClientStreaming : called.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary;
        var method = new Method<byte[], byte[]>(type, called.Service.FullName, called.Name, Bytes, Bytes);
        var options = new CallOptions(deadline: DateTime.UtcNow + Limit, cancellationToken: Token);
        try
        {
            switch (type)
            {
                case MethodType.Unary:
                    await invoker.AsyncUnaryCall(method, null, options, request);
                    break;
                case MethodType.ServerStreaming:
                    // A stream may have no end: its begin is an answer.
                    using (var call = invoker.AsyncServerStreamingCall(method, null, options, request)) await call.ResponseStream.MoveNext(Token);
                    break;
                default:
                    using (var call = invoker.AsyncClientStreamingCall(method, null, options))
                    {
                        await call.RequestStream.WriteAsync(request, Token);
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

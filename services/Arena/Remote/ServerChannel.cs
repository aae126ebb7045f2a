using ArenaLearning.Arena.Validation;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ArenaLearning.Arena.Remote;

/// <summary>The way to a server, with the caller's key.</summary>
internal static class ServerChannel
{
    private const string KeyVariable = "ARENA_KEY";

    // Seconds that a call may wait while the server, or one in its place, comes back.
    private static readonly MethodConfig Patient = new()
    {
        Names = { MethodName.Default },
        RetryPolicy = new RetryPolicy
        {
            MaxAttempts = 5,
            InitialBackoff = TimeSpan.FromSeconds(0.2),
            MaxBackoff = TimeSpan.FromSeconds(2),
            BackoffMultiplier = 2,
            RetryableStatusCodes = { StatusCode.Unavailable },
        },
    };

    public static GrpcChannel Open(ServerAddress server)
    {
        var secure = server.Addresses[0].Scheme == "https";
        var services = new ServiceCollection().AddSingleton<ResolverFactory>(new StaticResolverFactory(
            _ => server.Addresses.Select(uri => new BalancerAddress(uri.Host, uri.Port)))).BuildServiceProvider();
        var credentials = CallCredentials.FromInterceptor((_, metadata) =>
        {
            if (Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key) metadata.Add("authorization", $"Bearer {key.Trim()}");
            return Task.CompletedTask;
        });
        return GrpcChannel.ForAddress($"static:///{server.Addresses[0].Authority}", new()
        {
            Credentials = ChannelCredentials.Create(secure ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure, credentials),
            // A key over a connection without TLS is for networks that are trusted, which is the operator's to say.
            UnsafeUseInsecureChannelCallCredentials = !secure,
            ServiceProvider = services,
            ServiceConfig = new() { LoadBalancingConfigs = { new PickFirstConfig() }, MethodConfigs = { Patient } },
            MaxReceiveMessageSize = 16 << 20,
        });
    }

    /// <summary>A call that failed, as a person is told it.</summary>
    public static CommandRefusedException Told(RpcException e, ServerAddress server) => new(e.StatusCode switch
    {
        StatusCode.Unavailable when e.Status.DebugException is not null =>
            $"--server: {server} is not reached: {Innermost(e.Status.DebugException).Message}. Does a Flywheel listen there?",
        StatusCode.Unauthenticated when Environment.GetEnvironmentVariable(KeyVariable) is null => $"{server}: {e.Status.Detail} {KeyVariable} is not set.",
        _ => $"{server}: {e.Status.Detail}",
    });

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;
}

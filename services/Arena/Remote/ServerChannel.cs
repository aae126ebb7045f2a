using ArenaLearning.Arena.Validation;
using ArenaLearning.Settings;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ArenaLearning.Arena.Remote;

/// <summary>The way to a server, with the caller's key.</summary>
internal static class ServerChannel
{
    private static readonly string KeyVariable = KnownSettings.Key.Variable;

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

    /// <exception cref="CommandRefusedException">The key cannot be read.</exception>
    public static GrpcChannel Open(ServerAddress server)
    {
        _ = Key();
        var secure = server.Addresses[0].Scheme == "https";
        var services = new ServiceCollection().AddSingleton<ResolverFactory>(new StaticResolverFactory(
            _ => server.Addresses.Select(uri => new BalancerAddress(uri.Host, uri.Port)))).BuildServiceProvider();
        var credentials = CallCredentials.FromInterceptor((_, metadata) =>
        {
            if (Key() is { } key) metadata.Add("authorization", $"Bearer {key}");
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
        StatusCode.Unauthenticated when Key() is null => $"{server}: {e.Status.Detail} {KeyVariable} is not set.",
        _ => $"{server}: {e.Status.Detail}",
    });

    // At each call: the file of a token that is soon over is written again by whoever renews it.
    private static string? Key()
    {
        try
        {
            return KnownSettings.Key.FromEnvironment() is not { } key ? null
                : key.All(c => c is > ' ' and < (char)127) ? key : throw new ArgumentException($"{KeyVariable} is no key: it is one word of plain letters.");
        }
        catch (ArgumentException e)
        {
            throw new CommandRefusedException(e.Message);
        }
    }

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;
}

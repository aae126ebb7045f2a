using ArenaLearning.Hosting.Access;
using ArenaLearning.Hosting.Health;
using ArenaLearning.Hosting.Listening;
using ArenaLearning.Hosting.OpenApi;
using ArenaLearning.Settings;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Hosting.Api;

/// <summary>What a service answers over gRPC, and as JSON over HTTP where its methods say how.</summary>
public static class ApiHosting
{
    private const int LargestMessage = 4 << 20;

    private static readonly TypeRegistry Details = TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor);

    internal static IReadOnlyList<SettingReader> Readers { get; } =
        [.. AccessControl.Readers, BrokerManagement.Reader, SettingReader.Choice(KnownSettings.Reflection, "on", "off")];

    /// <summary>Maps the methods of a gRPC service. Each says by <see cref="NeedsAttribute"/> who may call it.</summary>
    public static void MapApi<TService>(this ServiceEndpoints endpoints) where TService : class
    {
        endpoints.On(Listener.Grpc, Listener.Http).MapGrpcService<TService>();
        endpoints.Application.Services.GetRequiredService<OpenApiEndpoint>().Add(typeof(TService));
    }

    internal static void AddApi(this IServiceCollection services, string service)
    {
        services.AddSingleton(new ServiceName(service, TimeProvider.System.GetUtcNow()));
        services.AddSingleton<AccessControl>();
        services.AddSingleton<AccessInterceptor>().AddSingleton(new OpenApiEndpoint(service));
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = LargestMessage;
            grpc.Interceptors.Add<AccessInterceptor>();
        }).AddJsonTranscoding(json => json.TypeRegistry = Details);
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks();
        services.AddSingleton<QueueDepths>();
    }

    internal static void MapCommonApi(this ServiceEndpoints endpoints)
    {
        endpoints.MapApi<StatusApi>();
        endpoints.Application.Services.GetRequiredService<OpenApiEndpoint>().Map(endpoints.On(Listener.Http));
        endpoints.On(Listener.Grpc).MapGrpcHealthChecksService().WithMetadata(new AllowAnonymousAttribute());
        if (KnownSettings.Reflection.Value(name => endpoints.Application.Configuration[name]) != "off")
            endpoints.On(Listener.Grpc).MapGrpcReflectionService().WithMetadata(new NeedsAttribute(KeyRole.Reader));
    }
}

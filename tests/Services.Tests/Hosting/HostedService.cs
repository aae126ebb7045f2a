using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Hosting.Listening;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ArenaLearning.Services.Tests.Hosting;

/// <summary>A service of this process, hosted as a process of its own would be, at free ports of loopback and on a bus inside this process.</summary>
internal static class HostedService
{
    private const string AnyPort = "http://127.0.0.1:0";

    /// <param name="settings">Environment variables, and what they are set to.</param>
    public static async Task<ServiceApplication> StartAsync(
        Action<IServiceCollection>? addServices = null, Action<BusConsumers>? addConsumers = null, Action<ServiceEndpoints>? map = null,
        IReadOnlyDictionary<string, string?>? settings = null, CancellationToken cancellationToken = default)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("ARENA_MANAGEMENT", AnyPort), new("ARENA_GRPC", AnyPort), new("ARENA_HTTP", AnyPort), new("ARENA_LOG", "text")])
            .AddInMemoryCollection(settings ?? new Dictionary<string, string?>())
            .Build();
        var service = ServiceApplication.Create(
            configuration, new("Tested", [], addServices ?? (_ => { }), addConsumers ?? (_ => { }), map));
        try
        {
            await service.StartAsync(cancellationToken);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }
}

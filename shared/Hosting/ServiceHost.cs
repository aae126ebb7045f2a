using ArenaLearning.Hosting.Bus;
using ArenaLearning.Hosting.Listening;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ArenaLearning.Hosting;

/// <summary>How a process of Arena Learning is hosted: configuration, logging, and the life of one service.</summary>
public static class ServiceHost
{
    /// <summary>
    /// A host that reads the environment and the command line and logs warnings to standard error; another level is
    /// set by <c>Logging__LogLevel__Default=Information</c> or <c>--Logging:LogLevel:Default=Information</c>.
    /// </summary>
    public static HostApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddEnvironmentVariables().AddCommandLine(args);
        builder.Logging.AddServiceLogging(builder.Configuration);
        return builder;
    }

    /// <summary>Runs one service as a process of its own until it is told to stop.</summary>
    /// <param name="map">Maps what it answers beside <see cref="Listener.Management"/>.</param>
    /// <returns>The exit code: 2 where a setting or an address cannot be used.</returns>
    public static async Task<int> RunAsync(
        string[] args, Action<IServiceCollection> addServices, Action<BusConsumers> addConsumers, Action<ServiceEndpoints>? map = null)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        ServiceApplication service;
        try
        {
            if (BusSettings.Read(configuration).Broker is null)
                throw new ArgumentException(
                    "A service on its own needs a broker to be reached by: set "
                    + $"{BusSettings.EnvironmentVariable}=amqp://user:password@host:port/vhost. To run all services in one process, use `arena run`.");
            service = ServiceApplication.Create(configuration, addServices, addConsumers, map);
        }
        catch (ArgumentException e)
        {
            return await RefuseAsync(e);
        }
        await using (service)
        {
            try
            {
                await service.StartAsync();
            }
            catch (ListenException e)
            {
                return await RefuseAsync(e);
            }
            await service.WaitForShutdownAsync();
            return 0;
        }
    }

    private static async Task<int> RefuseAsync(Exception e)
    {
        await Console.Error.WriteLineAsync(e.Message);
        return 2;
    }
}

using ArenaLearning.Hosting.Bus;
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
    /// <returns>The exit code: 2 where the configuration names no broker that other services could be reached by.</returns>
    public static async Task<int> RunAsync(
        string[] args, Action<IServiceCollection> addServices, Action<BusConsumers> addConsumers)
    {
        var builder = CreateBuilder(args);
        try
        {
            if (BusSettings.Read(builder.Configuration).Broker is null)
                throw new ArgumentException(
                    "A service on its own needs a broker to be reached by: set "
                    + $"{BusSettings.EnvironmentVariable}=amqp://user:password@host:port/vhost. To run all services in one process, use `arena run`.");
            addServices(builder.Services);
            builder.Services.AddArenaBus(builder.Configuration, addConsumers);
            using var host = builder.Build();
            // Settings that a part reads when it is made are refused as those above are; made by the host, it would be logged with a stack trace.
            _ = host.Services.GetServices<IHostedService>().ToList();
            await host.RunAsync();
            return 0;
        }
        catch (ArgumentException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
    }
}

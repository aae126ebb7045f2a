using ArenaLearning.Hosting.Listening;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ArenaLearning.Hosting;

/// <summary>How a process of Arena Learning is hosted: configuration, logging, and the life of one service.</summary>
public static class ServiceHost
{
    /// <summary>
    /// A host that reads the environment and the command line and logs warnings to standard error, as lines; another level is
    /// set by <c>Logging__LogLevel__Default=Information</c> or <c>--Logging:LogLevel:Default=Information</c>.
    /// </summary>
    public static HostApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddEnvironmentVariables().AddCommandLine(args);
        builder.Logging.AddServiceLogging(builder.Configuration, LogFormat.Text);
        return builder;
    }

    /// <summary>Runs one service as a process of its own until it is told to stop.</summary>
    /// <returns>
    /// The exit code: 2 where settings or an address cannot be used, or an <see cref="IStartCheck"/> refuses. All problems of the settings are told at once.
    /// </returns>
    public static async Task<int> RunAsync(string[] args, ServiceDefinition definition)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        var problems = ServiceSettings.Problems(configuration, definition.Settings);
        if (problems.Count > 0) return await RefuseAsync(problems);
        ServiceApplication service;
        try
        {
            service = ServiceApplication.Create(configuration, definition);
        }
        catch (ArgumentException e)
        {
            return await RefuseAsync([e.Message]);
        }
        await using (service)
        {
            service.Warn(ServiceSettings.Warnings());
            try
            {
                // Made now: what a part cannot read when it is made would be logged by the host with a stack trace.
                _ = service.Services.GetServices<IHostedService>().ToList();
                foreach (var check in service.Services.GetServices<IStartCheck>()) await check.CheckAsync(CancellationToken.None);
                await service.StartAsync();
            }
            catch (Exception e) when (e is ArgumentException or StartRefusedException or ListenException)
            {
                return await RefuseAsync([e.Message]);
            }
            await service.WaitForShutdownAsync();
            return 0;
        }
    }

    private static async Task<int> RefuseAsync(IEnumerable<string> problems)
    {
        foreach (var problem in problems) await Console.Error.WriteLineAsync(problem);
        return 2;
    }
}

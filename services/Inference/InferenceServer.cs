using ArenaLearning.Hosting;
using ArenaLearning.Inference.Models;
using ArenaLearning.Inference.Settings;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Native;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Inference;

/// <summary>A process, or a part of one, that serves checkpoints over HTTP.</summary>
public sealed class InferenceServer : IAsyncDisposable
{
    // Answers under way are ended at once; this is for connections that do not close.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromMilliseconds(500);

    private readonly WebApplication app;

    private InferenceServer(WebApplication app, ServedModels models) => (this.app, Models) = (app, models);

    public ServedModels Models { get; }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:8000</c>.</summary>
    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Loads the checkpoints and listens.</summary>
    /// <exception cref="ArgumentException">A setting cannot be used, or the address is taken.</exception>
    /// <exception cref="CheckpointException">A folder holds no language model that can be used.</exception>
    /// <exception cref="NativeTorchException">Torch does not load, or there is no such device.</exception>
    public static async Task<InferenceServer> StartAsync(
        InferenceSettings settings, IConfiguration? configuration = null, CancellationToken cancellationToken = default)
    {
        settings.Checked();
        var builder = WebApplication.CreateEmptyBuilder(new());
        // Without a configuration it is a part of a command, at whose end a person sits.
        var format = configuration is null ? LogFormat.Text : ServiceLogging.FormatOfStream;
        if (configuration is not null) builder.Configuration.AddConfiguration(configuration);
        builder.Logging.AddServiceLogging(builder.Configuration, format);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(settings.Address, settings.Port));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);

        using var logging = LoggerFactory.Create(log => log.AddServiceLogging(builder.Configuration, format));
        var models = await ServedModels.LoadAsync(settings, logging.CreateLogger<ServedModels>(), cancellationToken);
        builder.Services.AddInference(settings, models);
        var server = new InferenceServer(builder.Build(), models);
        try
        {
            server.app.MapInference();
            server.app.Lifetime.ApplicationStopping.Register(models.Stop);
            await server.app.StartAsync(cancellationToken);
            return server;
        }
        catch (Exception e)
        {
            await server.DisposeAsync();
            if (e is IOException { InnerException: AddressInUseException })
                throw new ArgumentException($"Port {settings.Port} of {settings.Host} is taken by another program: "
                    + "choose another one, or 0 for any that is free.", e);
            throw;
        }
    }

    /// <summary>Serves until <paramref name="cancellationToken"/> or a signal ends it.</summary>
    public Task RunAsync(CancellationToken cancellationToken = default) => app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await Models.DisposeAsync();
    }
}

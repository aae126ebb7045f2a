using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ArenaLearning.Hosting.Listening;

/// <summary>
/// The web server, started only where something is to be listened for: left to itself it would listen at port 5000. It keeps
/// why it could not start, for a host that is told writes a stack trace where a sentence is enough.
/// </summary>
internal sealed class ListeningServer(
    IServer kestrel, OpenListeners listeners, IOptions<KestrelServerOptions> options, ILogger<ListeningServer> logger) : IServer
{
    private bool started;

    public IFeatureCollection Features => kestrel.Features;

    public async Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken) where TContext : notnull
    {
        if (listeners.All.Count == 0) return;
        started = true;
        // Not before: the server is made before anything is mapped.
        listeners.Configure(options.Value);
        try
        {
            await kestrel.StartAsync(application, cancellationToken);
        }
        catch (Exception e) when (e is IOException { InnerException: AddressInUseException } or SocketException)
        {
            listeners.Failure = Refused(listeners.All[Opened.Count], e);
            return;
        }
        foreach (var listener in listeners.All)
            logger.LogInformation("{Listener} listens at {Address}", listener, AddressOf(listener));
    }

    public Task StopAsync(CancellationToken cancellationToken) => started ? kestrel.StopAsync(cancellationToken) : Task.CompletedTask;

    public void Dispose() => kestrel.Dispose();

    /// <returns>With the port that was taken where any would do; null where the listener is not open.</returns>
    public Uri? AddressOf(Listener listener) => listeners.All.IndexOf(listener) is var index and >= 0 && index < Opened.Count
        ? new(Opened.ElementAt(index).Replace("[::]", "localhost", StringComparison.Ordinal)) : null;

    // Listeners are opened in their order, and each that is open is in this list.
    private ICollection<string> Opened => Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;

    private ListenException Refused(Listener listener, Exception e)
    {
        var (address, variable) = (listeners.Settings[listener]!, ListenSettings.SettingOf(listener).Variable);
        var advice = $"Set {variable} to another address, to port 0 for any that is free, or to {ListenAddress.OffWord}.";
        return new(
            e is IOException
                ? $"{variable}: another program listens at {address} already. {advice}"
                : $"{variable}: this program cannot listen at {address}: {e.Message}. {advice}",
            e);
    }
}

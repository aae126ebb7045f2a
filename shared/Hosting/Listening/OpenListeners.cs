using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace ArenaLearning.Hosting.Listening;

/// <summary>The listeners of a process: those that something is mapped on and that the settings do not switch off.</summary>
internal sealed class OpenListeners(ListenSettings settings, IReadOnlySet<Listener> used)
{
    public ListenSettings Settings { get; } = settings;

    /// <summary>In the order in which they are opened. Known when all is mapped.</summary>
    public IList<Listener> All => [.. used.Order().Where(listener => Settings[listener] is not null)];

    /// <summary>Why one of them could not be opened.</summary>
    public ListenException? Failure { get; set; }

    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        foreach (var listener in All)
        {
            var address = Settings[listener]!;
            if (address.Address is { } ip) kestrel.Listen(ip, address.Port, Open);
            else kestrel.ListenAnyIP(address.Port, Open);

            void Open(ListenOptions options)
            {
                options.Protocols = listener switch
                {
                    Listener.Grpc => HttpProtocols.Http2,
                    Listener.Http when address.Tls => HttpProtocols.Http1AndHttp2,
                    _ => HttpProtocols.Http1,
                };
                var accepted = new AcceptedBy(listener);
                options.Use(next => connection =>
                {
                    connection.Features.Set(accepted);
                    return next(connection);
                });
                if (address.Tls) options.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = Settings.Certificate });
            }
        }
    }
}

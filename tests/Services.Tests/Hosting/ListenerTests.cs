using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ArenaLearning.Hosting.Listening;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ArenaLearning.Services.Tests.Hosting;

public sealed class ListenerTests : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Subject == "CN=arena.test" },
    });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_mapped_on_a_listener_answers_there_and_nowhere_else()
    {
        await using var service = await HostedService.StartAsync(map: endpoints =>
        {
            endpoints.On(Listener.Http).MapGet("/boards", context => context.Response.WriteAsync("boards", Token));
            endpoints.On(Listener.Grpc, Listener.Http).MapGet("/both", context => context.Response.WriteAsync(context.Request.Protocol, Token));
            endpoints.Application.MapGet("/nowhere", context => context.Response.WriteAsync("reached", Token));
        }, cancellationToken: Token);
        var (management, grpc, http) = (Of(Listener.Management), Of(Listener.Grpc), Of(Listener.Http));

        Assert.Contains("\"live\"", await client.GetStringAsync(new Uri(management, "/healthz/live"), Token));
        Assert.Equal("boards", await client.GetStringAsync(new Uri(http, "/boards"), Token));
        Assert.Equal("HTTP/1.1", await client.GetStringAsync(new Uri(http, "/both"), Token));
        Assert.Equal("HTTP/2", await (await AskAsync(grpc, "/both", new(2, 0))).Content.ReadAsStringAsync(Token));
        foreach (var path in new[] { "/boards", "/both", "/nowhere" })
            Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(management, path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(http, "/healthz/live")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(http, "/nowhere")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(grpc, "/healthz/live", new(2, 0))).StatusCode);
        // What a request says of its host opens no door.
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(http, "/healthz/live", host: management.Authority)).StatusCode);

        Uri Of(Listener listener) => service.AddressOf(listener)!;
    }

    [Fact]
    public async Task Every_service_has_all_listeners_for_it_tells_its_status()
    {
        await using var service = await HostedService.StartAsync(cancellationToken: Token);

        Assert.All(Enum.GetValues<Listener>(), listener => Assert.NotNull(service.AddressOf(listener)));
    }

    [Fact]
    public void Only_listeners_that_something_is_mapped_on_and_that_are_not_off_are_opened()
    {
        var settings = new ListenSettings(new(false, "*", 1), new(false, "*", 2), null);

        Assert.Equal([Listener.Management], new OpenListeners(settings, new HashSet<Listener> { Listener.Management, Listener.Http }).All);
    }

    [Fact]
    public async Task A_service_whose_listeners_are_off_runs_and_opens_no_port()
    {
        await using var service = await HostedService.StartAsync(
            settings: new Dictionary<string, string?> { ["ARENA_MANAGEMENT"] = "off", ["ARENA_GRPC"] = "off", ["ARENA_HTTP"] = "off" },
            cancellationToken: Token);

        Assert.All(Enum.GetValues<Listener>(), listener => Assert.Null(service.AddressOf(listener)));
    }

    [Fact]
    public async Task A_taken_port_is_refused_with_setting_and_address()
    {
        var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"http://{taken.LocalEndpoint}";

        // The management's listener is open by then.
        var refusal = await Assert.ThrowsAsync<ListenException>(() => HostedService.StartAsync(
            map: endpoints => endpoints.On(Listener.Http).MapGet("/", () => "here"),
            settings: new Dictionary<string, string?> { ["ARENA_HTTP"] = address }, cancellationToken: Token));

        Assert.Equal($"ARENA_HTTP: another program listens at {address} already. Set ARENA_HTTP to another address, to port 0 for any that is free, or to off.",
            refusal.Message);
        taken.Stop();
    }

    [Fact]
    public async Task An_address_of_another_machine_is_refused()
    {
        var refusal = await Assert.ThrowsAsync<ListenException>(() => HostedService.StartAsync(
            settings: new Dictionary<string, string?> { ["ARENA_MANAGEMENT"] = "http://192.0.2.1:8081" }, cancellationToken: Token));

        Assert.StartsWith("ARENA_MANAGEMENT: this program cannot listen at http://192.0.2.1:8081: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_tls_a_listener_proves_itself_with_the_certificate_of_the_settings()
    {
        using var folder = new TemporaryFolder();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=arena.test", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (certificateFile, keyFile) = (Path.Combine(folder.Path, "tls.crt"), Path.Combine(folder.Path, "tls.key"));
        await File.WriteAllTextAsync(certificateFile, certificate.ExportCertificatePem(), Token);
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem(), Token);

        await using var service = await HostedService.StartAsync(settings: new Dictionary<string, string?>
        {
            ["ARENA_MANAGEMENT"] = "https://127.0.0.1:0",
            ["ARENA_TLS_CERTIFICATE"] = certificateFile,
            ["ARENA_TLS_KEY"] = keyFile,
        }, cancellationToken: Token);
        var address = service.AddressOf(Listener.Management)!;
        using var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port, Token);
        await using var secure = new SslStream(
            connection.GetStream(), false, (_, shown, _, _) => shown!.GetCertHashString() == certificate.GetCertHashString());
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "arena.test" }, Token);

        Assert.Contains("\"live\"", await client.GetStringAsync(new Uri(address, "/healthz/live"), Token));
    }

    public void Dispose() => client.Dispose();

    private Task<HttpResponseMessage> AskAsync(Uri server, string path, Version? version = null, string? host = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, path))
        {
            Version = version ?? HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Host = host;
        return client.SendAsync(request, Token);
    }
}

using System.Text.Json.Nodes;
using ArenaLearning.Api.V1;
using ArenaLearning.Flywheel;
using ArenaLearning.Hosting;
using ArenaLearning.Hosting.Access;
using ArenaLearning.Hosting.Bus;
using ArenaLearning.Hosting.Listening;
using ArenaLearning.Ranking;
using ArenaLearning.Services.Tests.Hosting;
using ArenaLearning.TestServers;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace ArenaLearning.Services.Tests.Api;

/// <summary>A Flywheel and a Ranking in one, that answer over gRPC, with a database of its own, and no worker: what is started waits.</summary>
internal sealed class ApiWorld : IAsyncDisposable
{
    private readonly TemporaryFolder folder;
    private readonly ServiceApplication service;
    private readonly Dictionary<KeyRole, string> keys;
    private readonly List<GrpcChannel> channels = [];
    private readonly TestIssuer issuer;

    private ApiWorld(TemporaryFolder folder, ServiceApplication service, Dictionary<KeyRole, string> keys, TestIssuer issuer) =>
        (this.folder, this.service, this.keys, this.issuer) = (folder, service, keys, issuer);

    public string Artifacts => Path.Combine(folder.Path, "artifacts");

    public IServiceProvider Services => service.Services;

    public Campaigns.CampaignsClient Campaigns => new(Channel(KeyRole.Operator));

    public Uri Http => service.AddressOf(Listener.Http)!;

    public string Key(KeyRole role) => keys[role];

    public string Token(KeyRole role) => Sign(TestIssuer.Claims(DateTimeOffset.UtcNow, KeysFile.WordOf(role)));

    /// <summary>A token of the issuer that it trusts.</summary>
    public string Sign(JsonObject claims) => issuer.Sign(claims);

    public static Task<ApiWorld> StartAsync(PostgresServer server, params (string Variable, string Value)[] settings) =>
        StartAsync(server, _ => { }, _ => { }, settings);

    /// <param name="addWorkers">Consumers beside Flywheel's.</param>
    /// <param name="addServices">What those need.</param>
    public static async Task<ApiWorld> StartAsync(
        PostgresServer server, Action<BusConsumers> addWorkers, Action<IServiceCollection> addServices,
        params (string Variable, string Value)[] settings)
    {
        var folder = new TemporaryFolder();
        var (lines, keys) = (new List<string>(), new Dictionary<KeyRole, string>());
        foreach (var role in Enum.GetValues<KeyRole>())
        {
            var (key, kept) = KeysFile.NewKey(KeysFile.WordOf(role), role);
            keys[role] = key;
            lines.Add(KeysFile.LineOf(kept));
        }
        var file = Path.Combine(folder.Path, "keys");
        await File.WriteAllLinesAsync(file, lines);
        var (issuer, issuerKeys) = (TestIssuer.OfCurve(), Path.Combine(folder.Path, "jwks.json"));
        await File.WriteAllTextAsync(issuerKeys, issuer.Jwks);
        var all = new Dictionary<string, string?>
        {
            ["ARENA_LEDGER"] = server.Address(await server.CreateDatabaseAsync()),
            ["ARENA_ARTIFACTS"] = Path.Combine(folder.Path, "artifacts"),
            ["ARENA_KEYS_FILE"] = file,
            ["ARENA_JWT_KEYS_FILE"] = issuerKeys,
            ["ARENA_JWT_ISSUER"] = TestIssuer.Name,
            ["ARENA_JWT_AUDIENCE"] = TestIssuer.Audience,
        };
        foreach (var (variable, value) in settings) all[variable] = value;
        ServiceDefinition[] answering = [FlywheelService.Definition, RankingService.Definition];
        return new(folder, await HostedService.StartAsync(services =>
        {
            foreach (var service in answering) service.AddServices(services);
            addServices(services);
        }, consumers =>
        {
            foreach (var service in answering) service.AddConsumers(consumers);
            addWorkers(consumers);
        }, endpoints =>
        {
            foreach (var service in answering) service.Map!(endpoints);
        }, all), keys, issuer);
    }

    public GrpcChannel Channel(KeyRole role) => Channel(keys[role]);

    /// <param name="key">Null for none.</param>
    public GrpcChannel Channel(string? key)
    {
        var credentials = CallCredentials.FromInterceptor((_, metadata) =>
        {
            if (key is not null) metadata.Add("authorization", $"Bearer {key}");
            return Task.CompletedTask;
        });
        var channel = GrpcChannel.ForAddress(service.AddressOf(Listener.Grpc)!, new()
        {
            Credentials = ChannelCredentials.Create(ChannelCredentials.Insecure, credentials),
            UnsafeUseInsecureChannelCallCredentials = true,
        });
        channels.Add(channel);
        return channel;
    }

    /// <summary>Uploads a file, or a folder of files.</summary>
    public async Task<FileReference> UploadAsync(FileReference header, params (string Name, string Content)[] files)
    {
        using var call = Campaigns.Upload();
        try
        {
            await call.RequestStream.WriteAsync(new() { Header = header });
            foreach (var (name, content) in files)
            {
                await call.RequestStream.WriteAsync(new() { FileName = name });
                // In pieces, as large ones come.
                foreach (var piece in content.Chunk(7)) await call.RequestStream.WriteAsync(new() { Content = ByteString.CopyFromUtf8(new string(piece)) });
            }
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // The server has answered already.
        }
        return (await call).File;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in channels) channel.Dispose();
        await service.DisposeAsync();
        folder.Dispose();
    }
}

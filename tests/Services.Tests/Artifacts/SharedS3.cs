using ArenaLearning.TestServers;
using Xunit;

namespace ArenaLearning.Services.Tests.Artifacts;

/// <summary>One S3 server for the tests of a class that do it no harm: each works under a prefix of its own.</summary>
public sealed class SharedS3 : IAsyncLifetime
{
    private S3Server? server;

    internal S3Server Server => server!;

    public async ValueTask InitializeAsync() => server = await S3Server.StartAsync();

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}

using ArenaLearning.Services.Tests.Ledger;
using ArenaLearning.TestServers;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace ArenaLearning.Services.Tests.Ledger;

/// <summary>One PostgreSQL for all tests, started for the first that asks for it.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> server = new(PostgresServer.StartAsync);

    internal Task<PostgresServer> ServerAsync() => server.Value;

    public async ValueTask DisposeAsync()
    {
        if (server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) await (await server.Value).DisposeAsync();
    }
}

using ArenaLearning.System.Tests.Processes;
using ArenaLearning.TestServers;

namespace ArenaLearning.System.Tests.UnderFire;

/// <summary>
/// One replica of a service, on a machine of its own: it has no path in common with another, and to each server a way of its own. What it keeps on its
/// machine outlives its process.
/// </summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly Machine machine = new();
    private readonly List<string> former = [];
    private readonly Func<IReadOnlyDictionary<string, NetworkLink>, (Uri Bus, Dictionary<string, string?> Environment)> settingsOf;

    /// <param name="service">Name of its folder.</param>
    /// <param name="number">From 1, among its like.</param>
    /// <param name="servers">The ports of the servers, by name.</param>
    /// <param name="settingsOf">What the process is told, by the links to the servers.</param>
    public Replica(
        string service, int number, IReadOnlyDictionary<string, int> servers,
        Func<IReadOnlyDictionary<string, NetworkLink>, (Uri Bus, Dictionary<string, string?> Environment)> settingsOf)
    {
        (Service, Number, this.settingsOf) = (service, number, settingsOf);
        Links = servers.ToDictionary(server => server.Key, server => new NetworkLink(server.Value));
        Process = Run();
    }

    public string Service { get; }

    public int Number { get; }

    public IReadOnlyDictionary<string, NetworkLink> Links { get; }

    public ChildProcess Process { get; private set; }

    /// <summary>What all of its processes have printed.</summary>
    public IEnumerable<string> Lines => former.Concat(Process.Lines);

    /// <param name="program">Path of the service's program; null for the one that was built with the tests.</param>
    public async Task RestartAsync(string? program = null)
    {
        former.AddRange(Process.Lines);
        await Process.DisposeAsync();
        Process = Run(program);
    }

    public override string ToString() => $"{Service} {Number}";

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        foreach (var link in Links.Values) await link.DisposeAsync();
        machine.Dispose();
    }

    private ChildProcess Run(string? program = null)
    {
        var (bus, environment) = settingsOf(Links);
        return machine.Start(ToString(), program ?? Programs.Service(Service), [], bus, environment);
    }
}
